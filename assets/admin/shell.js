// Every page of the admin: menus, drawers, dialogs, search, keys, messages, theme and density, passwords. Each enhances markup that works without it.
import './dialogs.js'
import './drawers.js'
import './find.js'
import './keys.js'
import './menus.js'
import './preferences.js'
import './reveal.js'
import './toasts.js'
