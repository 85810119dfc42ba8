import { blockTag, Engine, filter, formatHtml, library, type SafeString, simpleTag } from 'nuages/templates'

const own = library({
  filters: {
    degrees: filter((celsius: number) => `${celsius.toFixed(1)} °C`),
  },
  tags: {
    note: blockTag((content: SafeString, kind: string) => formatHtml`<p class="${kind}">${content}</p>`),
    warmest: simpleTag((readings: readonly { celsius: number }[]) => Math.max(...readings.map((each) => each.celsius))),
  },
})

const engine = new Engine({
  dirs: [`${import.meta.dirname}/pages`],
  builtins: [own],
  timezone: 'Europe/Paris',
  strict: true,
  now: () => new Date('2024-05-17T12:00:00Z'),
})

/** Stands for anything that takes time: a database, a file, another server. */
async function readings() {
  return [
    { at: new Date('2024-05-17T04:00:00Z'), celsius: 11.25 },
    { at: new Date('2024-05-17T10:00:00Z'), celsius: 18 },
  ]
}

console.log(await engine.render('report.html', { station: 'Samois-sur-Seine <1>', readings }))

// One row of the same template, as a script in the page would ask for it.
console.log(await engine.render('report.html#row', { number: 3, reading: { at: new Date(0), celsius: -2 } }))

// The same page, sent while it is made: the heading is there before the readings.
for await (const piece of await engine.stream('report.html', { station: 'Samois', readings: later })) {
  console.log(`${piece.length} bytes`)
}

async function later() {
  await new Promise((resolve) => setTimeout(resolve, 5))
  return readings()
}
