import { createHash } from 'node:crypto'
import { escapeHtml } from '../../../base/text/index.ts'
import { LightResponse } from '../../../web/http/index.ts'

export const prefix = '/__nuages__/mail/'

const style = `
:root{color-scheme:light dark;--canvas:light-dark(oklch(.969 .0045 255),oklch(.178 .012 262));--surface:light-dark(oklch(1 0 0),oklch(.208 .013 262));--sunken:light-dark(oklch(.974 .004 255),oklch(.19 .012 262));--hover:light-dark(oklch(.955 .008 258),oklch(.25 .016 262));--line:light-dark(oklch(.915 .006 255),oklch(.295 .014 262));--ink:light-dark(oklch(.235 .022 262),oklch(.945 .005 258));--ink2:light-dark(oklch(.415 .02 260),oklch(.8 .01 258));--ink3:light-dark(oklch(.515 .018 258),oklch(.68 .014 258));--accent:light-dark(oklch(.435 .13 263),oklch(.78 .09 263));--bad:light-dark(oklch(.495 .165 26),oklch(.77 .115 24));--bad-soft:light-dark(oklch(.963 .016 24),oklch(.285 .045 24));--mono:ui-monospace,"SF Mono","Cascadia Mono","Roboto Mono","Noto Sans Mono","Liberation Mono",monospace}
*{box-sizing:border-box;margin:0}
body{font:400 .9375rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;color:var(--ink);background:var(--canvas);overflow-wrap:anywhere}
header>div,main{max-inline-size:64rem;margin-inline:auto;padding:1.25rem clamp(1rem,4vw,2rem)}
header{background:var(--surface);border-block-end:1px solid var(--line)}
main{display:grid;gap:1.25rem;grid-template-columns:minmax(0,1fr)}
h1{font-size:1.375rem;line-height:1.3;font-weight:600;text-wrap:balance}
h2{font-size:.875rem;font-weight:600;color:var(--ink2);padding:.75rem 1rem;border-block-end:1px solid var(--line)}
a{color:var(--accent)}
a:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.eyebrow{font:500 .8125rem/1.4 var(--mono);color:var(--ink3);margin-block-end:.375rem}
.eyebrow a{color:inherit}
.note{color:var(--ink3);font-size:.8125rem}
section{background:var(--surface);border:1px solid var(--line);border-radius:10px;min-inline-size:0;overflow:hidden}
.empty{padding:1.5rem 1rem;color:var(--ink2)}
.list{list-style:none;padding:0}
.list li+li{border-block-start:1px solid var(--line)}
.list a{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.0625rem 1rem;padding:.6875rem 1rem;color:inherit;text-decoration:none}
.list a:hover{background:var(--hover)}
.list a:focus-visible{outline-offset:-2px}
.list b{font-weight:600}
.list time{color:var(--ink3);font-size:.8125rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.list span{grid-column:1/-1;color:var(--ink2);font-size:.875rem}
.bad,.list .bad{color:var(--bad)}
.alert{border-color:var(--bad);background:var(--bad-soft);padding:.75rem 1rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1rem;padding:.875rem 1rem;font-size:.875rem}
dt{color:var(--ink3)}
dd{margin:0}
nav{display:flex;flex-wrap:wrap;gap:.25rem;padding:.5rem .75rem;border-block-end:1px solid var(--line)}
nav a{padding:.25rem .625rem;border-radius:6px;text-decoration:none;color:var(--ink2);font-size:.875rem}
nav a:hover{background:var(--hover)}
nav a[aria-current]{background:var(--hover);color:var(--ink);font-weight:600}
nav .end{margin-inline-start:auto}
iframe{display:block;inline-size:100%;block-size:70svh;border:0;background:#fff;color-scheme:light}
.phone{background:var(--sunken);padding-block:1rem}
.phone iframe{inline-size:min(375px,100%);margin-inline:auto;outline:1px solid var(--line)}
pre{overflow-x:auto;padding:.875rem 1rem;font:400 .8125rem/1.6 var(--mono);tab-size:2}
pre.text{white-space:pre-wrap;max-inline-size:80ch}
.files{list-style:none;padding:.625rem 1rem;display:flex;flex-wrap:wrap;gap:.375rem 1.25rem;font-size:.875rem;border-block-start:1px solid var(--line)}
@media (max-width:40rem){dl{grid-template-columns:minmax(0,1fr);gap:0}dd+dt{margin-block-start:.5rem}.list a{grid-template-columns:minmax(0,1fr)}nav .end{margin-inline-start:0}nav .wide{display:none}}
`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A page about mails. `eyebrow` and `body` are HTML, `title` is plain. */
export function layout(title: string, eyebrow: string, body: string, status = 200): LightResponse {
  const response = new LightResponse(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header><div><p class="eyebrow">${eyebrow}</p><h1>${escapeHtml(title)}</h1></div></header>
<main>
${body}
</main>
</body>
</html>
`,
    { status },
  )
  response.headers.put('content-type', 'text/html; charset=utf-8')
  response.headers.put('content-security-policy', policy)
  response.headers.put('cache-control', 'no-store')
  return response
}

/** A moment as the developer's machine shows it. */
export function moment(date: Date): string {
  const shown = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' }).format(date)
  return `<time datetime="${date.toISOString()}">${shown}</time>`
}
