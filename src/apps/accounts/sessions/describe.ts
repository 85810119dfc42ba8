import { gettext } from '../../../web/i18n/index.ts'

/** In this order: browsers claim to be those that they are like. */
const browsers: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:(?:Headless)?Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
]
const systems: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

const named = (list: typeof browsers, agent: string) => list.find(([mark]) => mark.test(agent))?.[1]

/** A `User-Agent` in words: 'Firefox, Linux'. What it says is the sender's to choose, and proves nothing. */
export function describeAgent(agent: string): string {
  const parts = [named(browsers, agent), named(systems, agent)].filter((part) => part !== undefined)
  return parts.length === 0 ? gettext('Unknown browser') : parts.join(', ')
}
