export { contentDisposition } from './content-disposition.ts'
export { SuspiciousFileOperation, textErrors } from './errors.ts'
export {
  conditionalEscape,
  escapeHtml,
  escapeJs,
  escapeJson,
  formatHtml,
  type HtmlValue,
  html,
  isSafe,
  markSafe,
  SafeString,
} from './escape.ts'
export { escapeXml } from './escape-xml.ts'
export { fillHtml } from './fill-html.ts'
export { linebreaks, normalizeNewlines, numberLines, removeSpacesBetweenTags, wrapText } from './lines.ts'
export { mediaTypeOf } from './media-types.ts'
export { namePattern } from './name-pattern.ts'
export { normalizeUnicode } from './normalize.ts'
export {
  type FileSizeUnit,
  fileSize,
  fileSizeParts,
  floatFormat,
  formatNumber,
  type NumberFormat,
  toDecimal,
} from './numbers.ts'
export { safeJoin, validFilename } from './paths.ts'
export { isSafeRedirect, type SafeRedirectOptions } from './safe-redirect.ts'
export { smartSplit, unquote } from './split.ts'
export { stripTags } from './strip-tags.ts'
export { truncateChars, truncateWords } from './truncate.ts'
export { truncateHtmlChars, truncateHtmlWords } from './truncate-html.ts'
export {
  escapeLeadingSlashes,
  escapeUriPath,
  iriToUri,
  pathToUri,
  percentEncode,
  quoteUrl,
  repercentBroken,
  uriToIri,
  urlEncode,
} from './uri.ts'
export { type UrlizeOptions, urlize } from './urlize.ts'
export { webAddress } from './web-address.ts'
export { camelToSpaces, capfirst, pluralSuffix, slugify, snakeCase, textList, titleCase } from './words.ts'
