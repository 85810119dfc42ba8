import { badInputSuite } from './bad-input.ts'
import { memory } from './helpers.ts'

badInputSuite(memory)
