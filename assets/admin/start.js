// Loaded before the page is drawn: styles show what needs script (`.js-only`) and hide its stand-ins (`.no-js`) by this class.
document.documentElement.classList.add('js')
