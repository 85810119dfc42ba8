import { Form, input } from 'nuages/forms'

class SignupForm extends Form {
  name = input.char({ maxLength: 40, label: 'Your name', clean: (name) => name.replace(/\s+/g, ' ') })
  email = input.email({ help: 'We write once a month.' })
  born = input.date({ required: false })
  arrival = input.splitDateTime({ required: false })
  instrument = input.choice({ choices: { guitar: 'Guitar', violin: 'Violin', bass: 'Double bass' }, widget: 'radios' })
  seats = input.integer({ min: 1, max: 8, initial: 2 })
  agreed = input.boolean({ label: 'I have read the rules' })

  override clean(): void {
    const { instrument, seats } = this.cleaned
    if (instrument === 'bass' && seats > 4)
      this.addError('seats', 'A double bass takes half of the car: four seats at most.')
  }
}

const sent = [
  'name=Django++Reinhardt&email=django%40example.org&born=1910-01-23&instrument=guitar&seats=4&agreed=on',
  'name=&email=django&born=tomorrow&instrument=drums&seats=9',
  'name=Louis&email=louis%40example.org&instrument=bass&seats=6&agreed=on',
]

for (const body of sent) {
  const form = new SignupForm({ data: new URLSearchParams(body) })
  if (await form.isValid()) {
    const { name, seats, born } = form.cleaned
    console.log(`${name} takes ${seats} seats (born ${born ?? 'some day'}).`)
    continue
  }
  for (const [field, issues] of Object.entries(form.errors)) {
    for (const { message, code } of issues) console.log(`${field}: ${message} [${code}]`)
  }
}

const again = new SignupForm({ data: new URLSearchParams(sent[1]) })
await again.isValid()
console.log(String(again.errorSummary))
console.log(`<form method="post">\n${await again.render()}\n<button>Sign up</button>\n</form>`)

const { vendor, validate } = SignupForm.schema()['~standard']
console.log(
  vendor,
  await validate({ name: 'Ida', email: 'ida@example.org', instrument: 'violin', seats: 1, agreed: true }),
)
