// Every page of the admin: menus, drawers, messages, theme and density, passwords. Each enhances markup that works without it.
import './drawers.js'
import './menus.js'
import './preferences.js'
import './reveal.js'
import './toasts.js'
