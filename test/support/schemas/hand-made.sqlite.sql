-- A schema of SQLite with all that people do by hand: odd names, keys of every kind, rules, expressions, rows.
CREATE TABLE "order details" (
  "Order ID" INTEGER NOT NULL,
  "line no" INTEGER NOT NULL,
  "class" TEXT,
  "2fa code" VARCHAR(6),
  "a__b" INT,
  "_lead" TEXT,
  "trail_" TEXT,
  "save" TEXT,
  "delete" BOOLEAN DEFAULT 0,
  "in" TEXT,
  "größe" REAL,
  "日本" TEXT,
  "€" TEXT,
  constructor TEXT,
  PRIMARY KEY ("Order ID", "line no")
);
CREATE TABLE nokey (
  a TEXT,
  b TEXT
);
CREATE TABLE pairs (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  v INT,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email VARCHAR(100) UNIQUE COLLATE NOCASE,
  boss INTEGER REFERENCES people(id) ON DELETE SET NULL,
  status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old')),
  age INT CHECK (age >= 0 AND age < 150),
  price DECIMAL(10,2) DEFAULT 1.50,
  cost DECIMAL(10,2),
  made DATETIME DEFAULT CURRENT_TIMESTAMP,
  day DATE DEFAULT CURRENT_DATE,
  doc JSON,
  shout TEXT GENERATED ALWAYS AS (name || '!') VIRTUAL,
  twice DECIMAL(10,2) GENERATED ALWAYS AS (price * 2) STORED,
  up TEXT AS (upper(name)),
  odd TEXT AS (printf('%s', name)),
  CONSTRAINT gain CHECK (price > cost OR cost IS NULL),
  CHECK (name <> '' AND (age BETWEEN 1 AND 50 OR NOT status = 'old')),
  CHECK (length(name) > 2),
  CHECK (name LIKE '%a%')
);
CREATE INDEX people_name ON people (name DESC, age);
CREATE INDEX people_lower ON people (lower(name));
CREATE INDEX people_lower_down ON people (lower(name) DESC, age);
CREATE UNIQUE INDEX one_boss ON people (boss) WHERE status = 'new';
CREATE INDEX priced ON people (age) WHERE age IS NOT NULL AND status <> 'old' AND cost <> 3;
CREATE UNIQUE INDEX name_and_age ON people (name, age);
CREATE TABLE a (
  id INTEGER PRIMARY KEY,
  b_id INTEGER REFERENCES b(id) ON DELETE CASCADE,
  b INTEGER,
  "fooBar" TEXT,
  foo_bar TEXT
);
CREATE TABLE b (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  a_id INTEGER REFERENCES a(id) ON DELETE RESTRICT,
  code TEXT UNIQUE NOT NULL
);
CREATE TABLE c (
  code TEXT PRIMARY KEY REFERENCES b(code) ON UPDATE CASCADE,
  other TEXT DEFAULT 'x' REFERENCES b(code) ON DELETE SET DEFAULT
);
CREATE TABLE lost (id INTEGER PRIMARY KEY, missing INTEGER REFERENCES gone(id));
CREATE TABLE team (
  id INTEGER PRIMARY KEY,
  name TEXT
);
CREATE TABLE "match" (
  id INTEGER PRIMARY KEY,
  home_id INTEGER NOT NULL REFERENCES team,
  away_id INTEGER NOT NULL REFERENCES team ON DELETE CASCADE,
  UNIQUE (home_id, away_id)
);
CREATE TABLE team_friends (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  from_team_id INTEGER NOT NULL REFERENCES team(id),
  to_team_id INTEGER NOT NULL REFERENCES team(id),
  UNIQUE (from_team_id, to_team_id)
);
CREATE TABLE team_members (
  team_id INTEGER NOT NULL REFERENCES team(id),
  people_id INTEGER NOT NULL REFERENCES people(id),
  PRIMARY KEY (team_id, people_id)
);
CREATE TABLE Date (
  id INTEGER PRIMARY KEY,
  value TEXT,
  u CHAR(32),
  ip CHAR(39),
  g UUID
);
CREATE TABLE field (
  id INTEGER PRIMARY KEY,
  model TEXT,
  untyped,
  bytes BLOB,
  n NUMERIC,
  big BIGINT,
  small SMALLINT UNSIGNED CHECK (small >= 0),
  t TIME,
  span INTERVAL
);
CREATE TABLE parent (
  x INT NOT NULL,
  y INT NOT NULL,
  PRIMARY KEY (x, y)
);
CREATE TABLE child (
  id INTEGER PRIMARY KEY,
  x INT,
  y INT,
  FOREIGN KEY (x, y) REFERENCES parent (x, y) ON DELETE CASCADE
);
CREATE TABLE uuidkey (
  id CHAR(32) PRIMARY KEY NOT NULL,
  v TEXT
);
CREATE TABLE long_lines (
  id INTEGER PRIMARY KEY,
  a_rather_long_column_name TEXT CHECK (a_rather_long_column_name IN ('a long value number one', 'a long value number two', 'a long value number three', 'and another')),
  another_rather_long_column_name INT CHECK (another_rather_long_column_name > 0 OR another_rather_long_column_name < -1000 OR another_rather_long_column_name = -5),
  third INT CHECK (third > 0 OR another_rather_long_column_name BETWEEN 1000 AND 3000 AND a_rather_long_column_name = 'and another'),
  n INT CHECK (n IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40))
);
CREATE VIEW adults AS SELECT id, name, age FROM people WHERE age > 17;
INSERT INTO people (id, name, status, age, price, cost) VALUES (1, 'aada', 'new', 33, 5, 2);
INSERT INTO nokey VALUES ('x', 'y');
INSERT INTO pairs VALUES ('k', '1', 7), ('k', '2', 8);
INSERT INTO "order details" ("Order ID", "line no", "größe", "日本") VALUES (1, 2, 1.5, '本');
INSERT INTO team (id, name) VALUES (1, 'reds'), (2, 'blues');
INSERT INTO team_friends (from_team_id, to_team_id) VALUES (1, 2);
INSERT INTO team_members VALUES (2, 1);
INSERT INTO b (code) VALUES ('x'), ('z');
INSERT INTO c (code, other) VALUES ('z', 'x');
INSERT INTO uuidkey VALUES ('b5a46bb6d0864e6f89c312a160c90ae7', 'v');
