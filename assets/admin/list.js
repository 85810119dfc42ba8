// The list: filters apply as they are ticked, other views of it are shown in place, rows are selected, cells edited.
import './cells.js'
import './errors.js'
import './facets.js'
import './replace.js'
import './rows.js'
import './select.js'
import './sort.js'
