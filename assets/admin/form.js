// Forms: error summary, changed fields, pickers, search in selects, slugs, JSON, the section list.
import './combobox.js'
import './errors.js'
import './json.js'
import './picker.js'
import './sections.js'
import './slug.js'
import './unsaved.js'
