/**
 * What forms accept, in the notation of `strptime`: a line for each group of languages that agree, with the formats in the order in
 * which they are tried. Languages that stand in no line have the first, which has no codes.
 */
export const dateInputs = `
: %Y-%m-%d | %m/%d/%Y | %m/%d/%y | %b %d %Y | %b %d, %Y | %d %b %Y | %d %b, %Y | %B %d %Y | %B %d, %Y | %d %B %Y | %d %B, %Y
ar-dz: %Y/%m/%d | %Y-%m-%d
az de de-ch fi ig ky ru tg tk: %d.%m.%Y | %d.%m.%y | %Y-%m-%d
bn: %d/%m/%Y | %d/%m/%y | %d-%m-%Y | %d-%m-%y | %Y-%m-%d
ca cy el en-au en-gb es es-ar es-pr es-ve fr pt-br: %d/%m/%Y | %d/%m/%y | %Y-%m-%d
cs mk: %d.%m.%Y | %d.%m.%y | %d. %m. %Y | %d. %m. %y | %Y-%m-%d
da: %d.%m.%Y | %Y-%m-%d
en-ca fr-ca: %Y-%m-%d | %y-%m-%d
en-ie: %d/%m/%Y | %d/%m/%y | %d %b %Y | %d %b, %Y | %d %B %Y | %d %B, %Y | %Y-%m-%d
eo: %Y-%m-%d | %y-%m-%d | %Y %m %d | %Y.%m.%d | %d-a de %b %Y | %d %b %Y | %d-a de %B %Y | %d %B %Y | %d %m %Y | %d/%m/%Y
es-co es-mx es-ni: %d/%m/%Y | %d/%m/%y | %Y%m%d | %Y-%m-%d
fr-be fr-ch: %d.%m.%Y | %d.%m.%y | %d/%m/%Y | %d/%m/%y | %Y-%m-%d
hr: %Y-%m-%d | %d.%m.%Y. | %d.%m.%y. | %d. %m. %Y. | %d. %m. %y.
hu: %Y.%m.%d. | %Y-%m-%d
id: %d-%m-%Y | %d/%m/%Y | %d-%m-%y | %d/%m/%y | %d %b %Y | %d %B %Y | %m/%d/%y | %m/%d/%Y | %Y-%m-%d
it: %d/%m/%Y | %Y/%m/%d | %d-%m-%Y | %Y-%m-%d | %d-%m-%y | %d/%m/%y
ka: %Y-%m-%d | %m/%d/%Y | %m/%d/%y | %d.%m.%Y | %d.%m.%y
ko: %Y-%m-%d | %m/%d/%Y | %m/%d/%y | %Y년 %m월 %d일
lt lv nb nn: %Y-%m-%d | %d.%m.%Y | %d.%m.%y
ml sv: %Y-%m-%d | %m/%d/%Y | %m/%d/%y
ms: %Y-%m-%d | %d/%m/%Y | %d/%m/%y | %d %b %Y | %d %b, %Y | %d %B %Y | %d %B, %Y
nl: %d-%m-%Y | %d-%m-%y | %d/%m/%Y | %d/%m/%y | %Y/%m/%d | %Y-%m-%d
pl sk: %d.%m.%Y | %d.%m.%y | %y-%m-%d | %Y-%m-%d
pt: %Y-%m-%d | %d/%m/%Y | %d/%m/%y
ro: %d.%m.%Y | %d.%b.%Y | %d %B %Y | %A, %d %B %Y | %Y-%m-%d
sl: %d.%m.%Y | %d.%m.%y | %d-%m-%Y | %d. %m. %Y | %d. %m. %y | %Y-%m-%d
sr sr-latn: %d.%m.%Y. | %d.%m.%y. | %d. %m. %Y. | %d. %m. %y. | %Y-%m-%d
th: %d/%m/%Y | %d %b %Y | %d %B %Y | %Y-%m-%d
tr: %d/%m/%Y | %d/%m/%y | %y-%m-%d | %Y-%m-%d
uk: %d.%m.%Y | %d %B %Y | %Y-%m-%d
uz: %d.%m.%Y | %d-%B, %Y-yil | %Y-%m-%d
zh-hans zh-hant: %Y/%m/%d | %Y-%m-%d | %Y年%n月%j日
`

/** `*` stands for each of `%H:%M:%S`, `%H:%M:%S.%f` and `%H:%M`. */
export const datetimeInputs = `
: %Y-%m-%d * | %m/%d/%Y * | %m/%d/%y *
ar-dz: %Y/%m/%d %H:%M | %Y/%m/%d %H:%M:%S
az ru: %d.%m.%Y * | %d.%m.%y *
bn: %d/%m/%Y %H:%M:%S | %d/%m/%Y %H:%M
ca el es es-ar es-co es-mx es-ni es-pr es-ve pt-br: %d/%m/%Y * | %d/%m/%y *
cs: %d.%m.%Y %H:%M:%S | %d.%m.%Y %H:%M:%S.%f | %d.%m.%Y %H.%M | %d.%m.%Y %H:%M | %d. %m. %Y %H:%M:%S | %d. %m. %Y %H:%M:%S.%f | %d. %m. %Y %H.%M | %d. %m. %Y %H:%M | %Y-%m-%d %H.%M
cy en-au en-gb en-ie ms pt: %Y-%m-%d * | %d/%m/%Y * | %d/%m/%y *
da de de-ch pl sk: %d.%m.%Y *
en ml sv: %Y-%m-%d * | %m/%d/%Y * | %m/%d/%y *
en-ca fr-ca: %Y-%m-%d %H:%M:%S | %y-%m-%d %H:%M:%S | %Y-%m-%d %H:%M:%S.%f | %y-%m-%d %H:%M:%S.%f | %Y-%m-%d %H:%M | %y-%m-%d %H:%M
eo: %Y-%m-%d %H:%M:%S | %Y-%m-%d %H:%M | %Y.%m.%d %H:%M:%S | %Y.%m.%d %H:%M | %d/%m/%Y %H:%M:%S | %d/%m/%Y %H:%M | %y-%m-%d %H:%M:%S | %y-%m-%d %H:%M | %Y-%m-%d %H:%M:%S.%f
fi: %d.%m.%Y %H.%M.%S | %d.%m.%Y %H.%M.%S.%f | %d.%m.%Y %H.%M | %d.%m.%y %H.%M.%S | %d.%m.%y %H.%M.%S.%f | %d.%m.%y %H.%M
fr th tr: %d/%m/%Y *
fr-be fr-ch: %d.%m.%Y * | %d/%m/%Y *
hr: %Y-%m-%d * | %d.%m.%Y. * | %d.%m.%y. * | %d. %m. %Y. * | %d. %m. %y. *
hu: %Y.%m.%d. *
id: %d-%m-%Y %H.%M.%S | %d-%m-%Y %H.%M.%S.%f | %d-%m-%Y %H.%M | %d-%m-%y %H.%M.%S | %d-%m-%y %H.%M.%S.%f | %d-%m-%y %H.%M | %m/%d/%y %H.%M.%S | %m/%d/%y %H.%M.%S.%f | %m/%d/%y %H.%M | %m/%d/%Y %H.%M.%S | %m/%d/%Y %H.%M.%S.%f | %m/%d/%Y %H.%M
ig ky tg tk: %d.%m.%Y * | %d.%m.%Y | %d.%m.%y * | %d.%m.%y
it: %d/%m/%Y * | %d/%m/%y * | %Y-%m-%d * | %d-%m-%Y * | %d-%m-%y *
ka: %Y-%m-%d * | %d.%m.%Y * | %d.%m.%y * | %m/%d/%Y * | %m/%d/%y *
ko: %Y-%m-%d * | %m/%d/%Y * | %m/%d/%y * | %Y년 %m월 %d일 %H시 %M분 %S초 | %Y년 %m월 %d일 %H시 %M분
lt lv: %Y-%m-%d * | %d.%m.%Y * | %d.%m.%y * | %d.%m.%y %H.%M.%S | %d.%m.%y %H.%M.%S.%f | %d.%m.%y %H.%M
mk: %d.%m.%Y * | %d.%m.%y * | %d. %m. %Y * | %d. %m. %y *
nb nn: %Y-%m-%d * | %d.%m.%Y * | %d.%m.%y *
nl: %d-%m-%Y %H:%M:%S | %d-%m-%y %H:%M:%S | %Y-%m-%d %H:%M:%S | %d/%m/%Y %H:%M:%S | %d/%m/%y %H:%M:%S | %Y/%m/%d %H:%M:%S | %d-%m-%Y %H:%M:%S.%f | %d-%m-%y %H:%M:%S.%f | %Y-%m-%d %H:%M:%S.%f | %d/%m/%Y %H:%M:%S.%f | %d/%m/%y %H:%M:%S.%f | %Y/%m/%d %H:%M:%S.%f | %d-%m-%Y %H.%M:%S | %d-%m-%y %H.%M:%S | %d/%m/%Y %H.%M:%S | %d/%m/%y %H.%M:%S | %d-%m-%Y %H.%M:%S.%f | %d-%m-%y %H.%M:%S.%f | %d/%m/%Y %H.%M:%S.%f | %d/%m/%y %H.%M:%S.%f | %d-%m-%Y %H:%M | %d-%m-%y %H:%M | %Y-%m-%d %H:%M | %d/%m/%Y %H:%M | %d/%m/%y %H:%M | %Y/%m/%d %H:%M | %d-%m-%Y %H.%M | %d-%m-%y %H.%M | %d/%m/%Y %H.%M | %d/%m/%y %H.%M
ro: %d.%m.%Y, %H:%M | %d.%m.%Y, %H:%M:%S | %d.%B.%Y, %H:%M | %d.%B.%Y, %H:%M:%S
sl: %d.%m.%Y * | %d.%m.%y * | %d-%m-%Y * | %d. %m. %Y * | %d. %m. %y *
sr sr-latn: %d.%m.%Y. * | %d.%m.%y. * | %d. %m. %Y. * | %d. %m. %y. *
uk: %d.%m.%Y * | %d %B %Y *
uz: %d.%m.%Y * | %d-%B, %Y-yil *
zh-hans zh-hant: %Y/%m/%d %H:%M | %Y-%m-%d %H:%M | %Y年%n月%j日 %H:%M | %Y/%m/%d %H:%M:%S | %Y-%m-%d %H:%M:%S | %Y年%n月%j日 %H:%M:%S | %Y/%m/%d %H:%M:%S.%f | %Y-%m-%d %H:%M:%S.%f | %Y年%n月%j日 %H:%n:%S.%f
`

export const timeInputs = `
: %H:%M:%S | %H:%M:%S.%f | %H:%M
ar-dz ro zh-hans zh-hant: %H:%M | %H:%M:%S | %H:%M:%S.%f
bn eo hu: %H:%M:%S | %H:%M | %H:%M:%S.%f
cs: %H:%M:%S | %H.%M | %H:%M | %H:%M:%S.%f
fi: %H.%M.%S | %H.%M.%S.%f | %H.%M | %H:%M:%S | %H:%M:%S.%f | %H:%M
id: %H.%M.%S | %H.%M | %H:%M:%S | %H:%M:%S.%f | %H:%M
ko: %H:%M:%S | %H:%M:%S.%f | %H:%M | %H시 %M분 %S초 | %H시 %M분
lt lv: %H:%M:%S | %H:%M:%S.%f | %H:%M | %H.%M.%S | %H.%M.%S.%f | %H.%M
nl: %H:%M:%S | %H:%M:%S.%f | %H.%M:%S | %H.%M:%S.%f | %H.%M | %H:%M
`
