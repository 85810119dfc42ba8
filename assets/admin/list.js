// The list: filters apply as they are ticked.
import './facets.js'
