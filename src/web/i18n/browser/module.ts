import { escapeJson } from '../../../base/text/index.ts'
import type { LocaleFormats } from '../locale.ts'
import type { BrowserCatalog } from './browser-catalog.ts'
import { divisionHelpers, pluralCode } from './plural-code.ts'

/** A value as JavaScript that can stand anywhere, inside of `<script>` too. */
const literal = (value: unknown) => escapeJson(JSON.stringify(value))

/** The part that is the same in every language. */
const runtime = `const pick=(key,count)=>{const found=forms.get(key);return found?.[rules[found[0]](count)+1]};
const text=(key,id)=>messages.get(key)??pick(key,1)??id;
const form=(key,one,many,count)=>pick(key,Number(count))??(Number(count)===1?one:many);
const sense=(context,id)=>context+"\\u0004"+id;
export const pluralidx=(count)=>rules[0](Number(count));
export const gettext=(id)=>text(id,id);
export const ngettext=(one,many,count)=>form(one,one,many,count);
export const pgettext=(context,id)=>text(sense(context,id),id);
export const npgettext=(context,one,many,count)=>form(sense(context,one),one,many,count);
export const interpolate=(text,values)=>{let next=0;
return text.replace(/%(?:%|\\((\\w+)\\)([sd])|([sd]))/g,(all,name,named,kind)=>{
if(all==="%%")return"%";
const key=name??String(next++);
if(!Object.hasOwn(values,key))return all;
const value=values[key];
return(named??kind)==="d"&&typeof value==="number"?String(Math.trunc(value)):String(value)})};
export const get_format=(name)=>Object.hasOwn(formats,name)?formats[name]:name;
`

/**
 * The catalog as the text of an ES module, with Django's functions of the browser: `gettext`, `ngettext`, `pgettext`, `npgettext`,
 * `interpolate`, `get_format`, `pluralidx`, and `language`. It makes no code of texts (`eval`), so that a strict
 * Content-Security-Policy lets it run, and nothing in a catalog can be read as code or end a `<script>`.
 */
export function catalogModule(catalog: BrowserCatalog): string {
  const { language, formats, rules, messages, forms } = catalog
  const functions = rules.map((rule) => `(n)=>Math.trunc(${pluralCode(rule)})`)
  const divides = functions.some((code) => /\b(?:div|mod)\(/.test(code))
  const listed = Array.from(forms, ([key, { rule, forms }]) => [key, [rule, ...forms]])
  return [
    `export const language=${literal(language)};`,
    ...(divides ? [divisionHelpers] : []),
    `const rules=[${functions.join(',')}];`,
    `const messages=new Map(${literal([...messages])});`,
    `const forms=new Map(${literal(listed)});`,
    `const formats=${literal(formats)};`,
    runtime,
  ].join('\n')
}

/** What Django's `JSONCatalog` answers. */
export interface CatalogJson {
  readonly catalog: Readonly<Record<string, string | readonly string[]>>
  readonly formats: LocaleFormats
  /** The plural expression, in C. */
  readonly plural: string
}

/**
 * The catalog as data, for clients with functions of their own, in the form of Django's `JSONCatalog`
 * (https://docs.djangoproject.com/en/stable/topics/i18n/translation/#the-jsoncatalog-view). It has place for one plural rule:
 * plural forms of a fallback with another one are left out.
 */
export function catalogJson({ formats, rules, messages, forms }: BrowserCatalog): CatalogJson {
  const own = Array.from(forms).flatMap(([key, { rule, forms }]) => (rule === 0 ? [[key, forms] as const] : []))
  return { catalog: Object.fromEntries([...messages, ...own]), formats, plural: rules[0]! }
}
