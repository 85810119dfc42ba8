import { addConstraint, createModel, field, migration, sql } from '../../../data/migrations/index.ts'

const sqlite = `
CREATE VIRTUAL TABLE nuages_search_words USING fts5(
  words_a, words_b, words_c, words_d, content='nuages_search_searchentry', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
CREATE TRIGGER nuages_search_added AFTER INSERT ON nuages_search_searchentry BEGIN
  INSERT INTO nuages_search_words (rowid, words_a, words_b, words_c, words_d)
  VALUES (new.id, new.words_a, new.words_b, new.words_c, new.words_d);
END;
CREATE TRIGGER nuages_search_removed AFTER DELETE ON nuages_search_searchentry BEGIN
  INSERT INTO nuages_search_words (nuages_search_words, rowid, words_a, words_b, words_c, words_d)
  VALUES ('delete', old.id, old.words_a, old.words_b, old.words_c, old.words_d);
END;
CREATE TRIGGER nuages_search_changed AFTER UPDATE ON nuages_search_searchentry BEGIN
  INSERT INTO nuages_search_words (nuages_search_words, rowid, words_a, words_b, words_c, words_d)
  VALUES ('delete', old.id, old.words_a, old.words_b, old.words_c, old.words_d);
  INSERT INTO nuages_search_words (rowid, words_a, words_b, words_c, words_d)
  VALUES (new.id, new.words_a, new.words_b, new.words_c, new.words_d);
END;
`

// Each word is kept as it is written and as its language bends it, so that both what was typed and its other forms are found.
const vectorOf = (column: string, weight: string) =>
  `setweight(to_tsvector(new.configuration::regconfig, new.${column}) || to_tsvector('simple', new.${column}), '${weight}')`

const postgres = `
CREATE TABLE nuages_search_words (entry_id bigint PRIMARY KEY, vector tsvector NOT NULL);
CREATE INDEX nuages_search_words_vector ON nuages_search_words USING gin (vector);
CREATE FUNCTION nuages_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM nuages_search_words WHERE entry_id = old.id;
    RETURN old;
  END IF;
  INSERT INTO nuages_search_words (entry_id, vector) VALUES (
    new.id,
    ${vectorOf('words_a', 'A')} || ${vectorOf('words_b', 'B')} || ${vectorOf('words_c', 'C')} || ${vectorOf('words_d', 'D')}
  ) ON CONFLICT (entry_id) DO UPDATE SET vector = EXCLUDED.vector;
  RETURN new;
END $$;
CREATE TRIGGER nuages_search_followed AFTER INSERT OR UPDATE OR DELETE ON nuages_search_searchentry
  FOR EACH ROW EXECUTE FUNCTION nuages_search_follow();
`

/** The entries, and beside them the database's own index, which follows them by triggers. */
export default migration({
  operations: [
    createModel({
      name: 'SearchEntry',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        search: field.char({ maxLength: 50 }),
        kind: field.char({ maxLength: 50 }),
        key: field.char({ maxLength: 255 }),
        configuration: field.char({ maxLength: 50 }),
        title: field.text(),
        text: field.text(),
        wordsA: field.text(),
        wordsB: field.text(),
        wordsC: field.text(),
        wordsD: field.text(),
      },
      options: { labelPlural: 'search entries' },
    }),
    addConstraint({
      model: 'SearchEntry',
      constraint: { kind: 'unique', name: 'nuages_search_one', fields: ['search', 'kind', 'key'] },
    }),
    sql(
      { sqlite, postgres },
      {
        sqlite: `
DROP TRIGGER nuages_search_added; DROP TRIGGER nuages_search_removed; DROP TRIGGER nuages_search_changed;
DROP TABLE nuages_search_words;`,
        postgres: `
DROP TRIGGER nuages_search_followed ON nuages_search_searchentry; DROP FUNCTION nuages_search_follow();
DROP TABLE nuages_search_words;`,
      },
    ),
  ],
})
