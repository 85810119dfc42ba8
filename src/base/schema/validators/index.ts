export { fileExtension, imageExtensions } from './files.ts'
export { email, type IpProtocol, ipAddress, isEmail, isIp, url } from './internet.ts'
export { fillMessage, issue, named, showValue, type ValidatorOptions } from './make.ts'
export { type Comparable, decimalDigits, maxValue, minValue, stepSize } from './numbers.ts'
export {
  commaSeparatedIntegers,
  countCharacters,
  integerList,
  integerText,
  maxLength,
  minLength,
  prohibitNullCharacters,
  regex,
  slug,
  unicodeSlug,
} from './text.ts'
