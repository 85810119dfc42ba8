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
export { linebreaks, normalizeNewlines, numberLines, removeSpacesBetweenTags, wrapText } from './lines.ts'
export {
  type FileSizeUnit,
  fileSize,
  fileSizeParts,
  floatFormat,
  formatNumber,
  type NumberFormat,
  toDecimal,
} from './numbers.ts'
export { isSafeRedirect, type SafeRedirectOptions } from './safe-redirect.ts'
export { smartSplit, unquote } from './split.ts'
export { stripTags } from './strip-tags.ts'
export { truncateChars, truncateHtmlChars, truncateHtmlWords, truncateWords } from './truncate.ts'
export { escapeUriPath, iriToUri, pathToUri, percentEncode, quoteUrl, uriToIri } from './uri.ts'
export { type UrlizeOptions, urlize } from './urlize.ts'
export { camelToSpaces, capfirst, pluralSuffix, slugify, snakeCase, textList, titleCase } from './words.ts'
