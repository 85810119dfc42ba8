import { modelForm } from 'nuages/forms'
import { type HttpRequest, redirect, render } from 'nuages/http'
import { Note } from './models.ts'

const NoteForm = modelForm(Note, { fields: ['title', 'text'] })

/** The list of notes, and the form that adds one. */
export async function home(request: HttpRequest): Promise<Response> {
  const form = request.method === 'POST' ? new NoteForm({ data: await request.form() }) : new NoteForm()
  if (form.isBound && (await form.isValid())) {
    await form.save()
    return redirect(request.path)
  }
  return render(request, 'notes/home.html', { form, notes: Note.all() })
}
