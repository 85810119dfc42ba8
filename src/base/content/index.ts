/** What content is, by its first bytes: media types, and the size of pictures. */
export { type ImageFacts, imageFacts, imageHeaders, readImageFacts } from './images.ts'
export { signatureLength, typeOfContent } from './signatures.ts'
