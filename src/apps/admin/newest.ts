import { untyped } from '../../data/orm/index.ts'

/** The key above which the newest `most` rows of a model lie; undefined where it has no more than that. One query. */
export async function newestEdge(model: Parameters<typeof untyped>[0], most: number): Promise<unknown> {
  const [edge] = await untyped(model)
    .orderBy('-pk')
    .values('pk')
    .slice(most, most + 1)
  return edge?.['pk']
}
