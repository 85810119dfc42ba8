import { use } from '../../base/context/index.ts'
import { isRecord, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { checkEvent, type Subscription, subscriptionOf } from './events.ts'
import type { KeyedModel, ModelClass } from './model.ts'
import { ormService } from './orm.ts'
import type { EventHandler, Hooks, ModelHooks, RowEvents, RowSubscription } from './types/events.ts'

/**
 * What a model does around its own rows: `static hooks = hooks<Book>()({ beforeSave(book) { … } })`. A base class's hooks run
 * first. Semantics: Django's signals (https://docs.djangoproject.com/en/stable/ref/signals/).
 */
export function hooks<M>(): (table: Hooks<M>) => ModelHooks {
  return (table) => {
    if (!isRecord(table))
      throw ormErrors.BAD_ARGUMENT({ where: 'hooks()', needs: 'functions by event', given: kindOf(table) })
    for (const [event, handler] of Object.entries(table)) {
      checkEvent('hooks()', event)
      if (typeof handler !== 'function')
        throw ormErrors.BAD_ARGUMENT({ where: `hooks() for '${event}'`, needs: 'a function', given: kindOf(handler) })
    }
    return Object.freeze({ ...table }) as ModelHooks
  }
}

/**
 * The wish to be told of an event of a model that is not one's own. A base class, `Model` itself too, speaks of every model
 * that extends it. Nothing listens yet: give it to `defineApp({ events: [on(Book, 'afterSave', …)] })`, or to `subscribe`. `together` says that the handler writes what stands or falls with the row: where
 * no transaction is open, one is opened around both.
 */
export function on<M extends KeyedModel, const E extends keyof RowEvents>(
  model: ModelClass<M>,
  event: E,
  handler: EventHandler<M, E>,
  options: { readonly together?: boolean } = {},
): RowSubscription {
  return subscriptionOf(model, event, handler, options.together)
}

/** Listens in the current project until the function that it gives is called. */
export function subscribe(subscription: RowSubscription): () => void {
  return use(ormService).subscribe(subscription as Subscription)
}
