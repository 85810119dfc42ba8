// The list: filters apply as they are ticked, and other views of it are shown in place.
import './facets.js'
import './replace.js'
import './select.js'
