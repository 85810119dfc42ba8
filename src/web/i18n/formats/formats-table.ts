/**
 * How languages write dates, times and numbers: a line for each group of languages that agree. After the codes come DATE_FORMAT,
 * DATETIME_FORMAT, TIME_FORMAT, YEAR_MONTH_FORMAT, MONTH_DAY_FORMAT, SHORT_DATE_FORMAT, SHORT_DATETIME_FORMAT, FIRST_DAY_OF_WEEK, and
 * the separators with the size of groups.
 *
 * `+` is the date, a space and the time. `_` is a no-break space and `~` a right-to-left mark. In the last column come the decimal
 * separator, that of thousands (`-` for none), and how many digits a group has (0 for no groups).
 *
 * The formats are those of Django 5.2, and of 6.0 for Haitian Creole, which came with it
 * (https://docs.djangoproject.com/en/stable/topics/i18n/formatting/); a test holds them against Django where it is installed.
 */
export const formatsTable = String.raw`
af ast be br dsb fy hsb hy ia io kab kk lb mr my ne os pa sw tt udm ur: N j, Y | N j, Y, P | P | F Y | F j | m/d/Y | + | 0 | .,0
ar: j F، Y | N j, Y, P | g:i A | F Y | j F | d~/m~/Y | m/d/Y P | 0 | ,.0
ar-dz: j F Y | + | H:i | F Y | j F | j F Y | + | 0 | ,.3
az: j E Y | j E Y, G:i | G:i | F Y | j F | d.m.Y | d.m.Y H:i | 1 | ,_3
bg: d F Y | N j, Y, P | H:i | F Y | j F | d.m.Y | m/d/Y P | 0 | ,_0
bn: j F, Y | N j, Y, P | g:i A | F Y | j F | j M, Y | m/d/Y P | 6 | .,0
bs: j. N Y. | j. N. Y. G:i T | G:i | F Y. | j. F | Y M j | m/d/Y P | 0 | ,.0
ca: j E \d\e Y | j E \d\e Y \a \l\e\s G:i | G:i | F \d\e\l Y | j E | d/m/Y | + | 1 | ,.3
ckb: j F Y | j F Y، کاتژمێر G:i | G:i | F Y | j F | Y/n/j | Y/n/j،~ G:i | 6 | .,0
cs: j. E Y | + | G:i | F Y | j. F | d.m.Y | + | 1 | ,_3
cy: j F Y | j F Y, P | P | F Y | j F | d/m/Y | + | 1 | .,3
da de: j. F Y | + | H:i | F Y | j. F | d.m.Y | + | 1 | ,.3
de-ch nb nn: j. F Y | + | H:i | F Y | j. F | d.m.Y | + | 1 | ,_3
el: d/m/Y | + | P | F Y | j F | d/m/Y | + | 0 | ,.3
en ml: N j, Y | N j, Y, P | P | F Y | F j | m/d/Y | + | 0 | .,3
en-au ms: j M Y | j M Y, P | P | F Y | j F | d/m/Y | + | 0 | .,3
en-ca: j M Y | j M Y, P | P | F Y | j F | Y-m-d | + | 0 | ._3
en-gb: j M Y | j M Y, P | P | F Y | j F | d/m/Y | + | 1 | .,3
en-ie: j M Y | j M Y, H:i | H:i | F Y | j F | d/m/Y | + | 1 | .,3
eo: j\-\a \d\e F Y | j\-\a \d\e F Y\, \j\e H:i | H:i | F \d\e Y | j\-\a \d\e F | Y-m-d | + | 1 | ,_3
es es-ve: j \d\e F \d\e Y | j \d\e F \d\e Y \a \l\a\s H:i | H:i | F \d\e Y | j \d\e F | d/m/Y | + | 1 | ,_3
es-ar: j N Y | + | H:i | F Y | j \d\e F | d/m/Y | + | 0 | ,.3
es-co: j \d\e F \d\e Y | j \d\e F \d\e Y \a \l\a\s H:i | H:i | F \d\e Y | j \d\e F | d/m/Y | + | 1 | ,.3
es-mx es-ni: j \d\e F \d\e Y | j \d\e F \d\e Y \a \l\a\s H:i | H:i | F \d\e Y | j \d\e F | d/m/Y | + | 1 | .,3
es-pr: j \d\e F \d\e Y | j \d\e F \d\e Y \a \l\a\s H:i | H:i | F \d\e Y | j \d\e F | d/m/Y | + | 0 | .,3
et: j. F Y | N j, Y, P | G:i | F Y | j. F | d.m.Y | m/d/Y P | 0 | ,_0
eu: Y\k\o N j\a | Y\k\o N j\a, H:i | H:i | Y\k\o F | F\r\e\n j\a | Y-m-d | + | 1 | ,.3
fa: j F Y | j F Y، ساعت G:i | G:i | F Y | j F | Y/n/j | Y/n/j،~ G:i | 6 | .,0
fi: j. E Y | j. E Y \k\e\l\l\o G.i | G.i | F Y | j. F | j.n.Y | + | 1 | ,_3
fr: j F Y | + | H:i | F Y | j F | d/m/Y | + | 1 | ,_3
fr-be fr-ch: j F Y | + | H:i | F Y | j F | d.m.Y | + | 1 | ,_3
fr-ca: j F Y | j F Y, H_h_i | H_h_i | F Y | j F | Y-m-d | + | 0 | ,_3
ga: j F Y | N j, Y, P | H:i | F Y | j F | j M Y | m/d/Y P | 0 | .,0
gd: j F Y | + | h:ia | F Y | j F | j M Y | + | 1 | .,0
gl: j \d\e F \d\e Y | j \d\e F \d\e Y \á\s H:i | H:i | F \d\e Y | j \d\e F | d-m-Y | d-m-Y, H:i | 1 | ,.0
he: j בF Y | + | H:i | F Y | j בF | d/m/Y | + | 0 | .,0
hi: j F Y | N j, Y, P | g:i A | F Y | j F | d-m-Y | m/d/Y P | 0 | .,0
hr: j. E Y. | + | H:i | F Y. | j. F | j.m.Y. | + | 1 | ,.3
ht: N j, Y | N j, Y, P | P | F Y | F j | d/m/Y | + | 0 | ,_3
hu: Y. F j. | + | H:i | Y. F | F j. | Y.m.d. | + | 1 | ,_3
id: j N Y | j N Y, G.i | G.i | F Y | j F | d-m-Y | + | 1 | ,.3
ig: j F Y | + | P | F Y | j F | d.m.Y | d.m.Y H:i | 1 | .,3
is: j. F Y | N j, Y, P | H:i | F Y | j. F | j.n.Y | m/d/Y P | 0 | ,.3
it: d F Y | l d F Y H:i | H:i | F Y | j F | d/m/Y | + | 1 | ,.3
ja: Y年n月j日 | Y年n月j日G:i | G:i | Y年n月 | n月j日 | Y/m/d | + | 0 | .,0
ka: l, j F, Y | j F, Y h:i a | h:i a | F, Y | j F | j.M.Y | j.M.Y H:i | 1 | . 3
km: j ខែ F ឆ្នាំ Y | j ខែ F ឆ្នាំ Y, G:i | G:i | F Y | j F | j M Y | j M Y, G:i | 0 | ,.0
kn: j F Y | N j, Y, P | h:i A | F Y | j F | j M Y | m/d/Y P | 0 | .,0
ko: Y년 n월 j일 | Y년 n월 j일 g:i A | A g:i | Y년 n월 | n월 j일 | Y-n-j | Y-n-j H:i | 0 | .,3
ky: j E Y ж. | + | G:i | F Y ж. | j F | d.m.Y | d.m.Y H:i | 1 | ._3
lt: Y \m. E j \d. | Y \m. E j \d., H:i | H:i | Y \m. F | E j \d. | Y-m-d | + | 1 | ,.3
lv: Y. \g\a\d\a j. F | Y. \g\a\d\a j. F, H:i | H:i | Y. \g. F | j. F | j.m.Y | + | 1 | ,_3
mk: d F Y | j. F Y H:i | H:i | F Y | j. F | j.m.Y | + | 1 | ,.3
mn: d F Y | N j, Y, P | g:i A | F Y | F j | j M Y | m/d/Y P | 0 | .,0
nl: j F Y | + | H:i | F Y | j F | j-n-Y | + | 1 | ,.3
pl: j E Y | + | H:i | F Y | j E | d-m-Y | d-m-Y  H:i | 1 | ,_3
pt pt-br: j \d\e F \d\e Y | j \d\e F \d\e Y à\s H:i | H:i | F \d\e Y | j \d\e F | d/m/Y | + | 0 | ,.3
ro: j F Y | j F Y, H:i | H:i | F Y | j F | d.m.Y | d.m.Y, H:i | 1 | ,.3
ru tg tk: j E Y г. | + | G:i | F Y г. | j F | d.m.Y | d.m.Y H:i | 1 | ,_3
sk: j. F Y | + | G:i | F Y | j. F | d.m.Y | + | 1 | ,_3
sl: d. F Y | j. F Y. H:i | H:i | F Y | j. F | j. M. Y | j.n.Y. H:i | 0 | ,.3
sq: d F Y | N j, Y, P | g.i.A | F Y | j F | Y-m-d | m/d/Y P | 0 | ,.0
sr sr-latn: j. F Y. | + | H:i | F Y. | j. F | j.m.Y. | + | 1 | ,.3
sv: j F Y | + | H:i | F Y | j F | Y-m-d | + | 1 | ,_3
ta: j F, Y | N j, Y, P | g:i A | F Y | j F | j M, Y | m/d/Y P | 0 | .,0
te: j F Y | N j, Y, P | g:i A | F Y | j F | j M Y | m/d/Y P | 0 | .,0
th: j F Y | j F Y, G:i | G:i | F Y | j F | j M Y | j M Y, G:i | 0 | .,3
tr: d F Y | + | H:i | F Y | d F | d M Y | + | 1 | ,.3
ug: j F Y | N j, Y, P | G:i | F Y | j F | Y/m/d | + | 1 | .,3
uk: d E Y р. | + | H:i | F Y | d F | d.m.Y | + | 1 | ,_3
uz: j-E, Y-\y\i\l | + | G:i | F Y-\y\i\l | j-E | d.m.Y | d.m.Y H:i | 1 | ,_3
vi: \N\gà\y d \t\há\n\g n \nă\m Y | H:i \N\gà\y d \t\há\n\g n \nă\m Y | H:i | F Y | j F | d-m-Y | H:i d-m-Y | 0 | ,.0
zh-hans zh-hant: Y年n月j日 | + | H:i | Y年n月 | m月j日 | Y年n月j日 | + | 1 | .-4
`
