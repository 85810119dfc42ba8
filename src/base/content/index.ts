/** What content is, by its first bytes: media types, the size of pictures, and whether a file is what it has to be. */
export { type ImageFacts, imageHeaders, readImageFacts } from './images.ts'
export { type ClaimedFile, fitsName, isClaimed, isNamed, isNamedAsPicture, kindsOf, mayHold } from './kinds.ts'
export {
  examine,
  type FileFinding,
  type FileRules,
  type ImageRules,
  imageFormats,
  mostPixels,
} from './rules.ts'
export { signatureLength, typeOfContent } from './signatures.ts'
export { type Readable, startOf } from './start.ts'
