import { memory } from './helpers.ts'
import { lossSuite } from './losses.ts'

lossSuite(memory)
