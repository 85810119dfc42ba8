-- A schema of MariaDB with all that people do by hand: types of every kind, rules, indexes, rows.
CREATE TABLE users (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(100) NOT NULL UNIQUE COMMENT 'Where we write',
  name varchar(50) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  role enum('admin','user','it''s') NOT NULL DEFAULT 'user',
  flags set('a','b','c'),
  active tinyint(1) NOT NULL DEFAULT 1,
  tiny tinyint,
  utiny tinyint unsigned,
  med mediumint,
  ubig bigint unsigned DEFAULT 18446744073709551615,
  price decimal(8,2) unsigned DEFAULT 0.00,
  f float,
  d double NOT NULL DEFAULT 1.5,
  y year,
  t time,
  dt datetime,
  dt6 datetime(6) DEFAULT current_timestamp(6),
  ts timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  tx text DEFAULT 'x',
  mt mediumtext,
  tt tinytext,
  b blob,
  bin16 binary(16),
  vb varbinary(20),
  doc json DEFAULT '{}',
  bit1 bit(1) DEFAULT b'1',
  u uuid DEFAULT uuid(),
  i4 inet4,
  i6 inet6,
  g point,
  day date DEFAULT curdate(),
  total decimal(10,2) AS (price * 2) STORED,
  low varchar(50) AS (lower(name)) VIRTUAL,
  age int CHECK (age >= 0),
  CONSTRAINT ok CHECK (age < 150 OR active = 1),
  KEY k_name (name(10)),
  KEY k_age (age DESC, email),
  FULLTEXT KEY ft (tx)
) COMMENT='All the people';
CREATE TABLE posts (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id int unsigned NOT NULL,
  editor_id int unsigned,
  slug varchar(20) NOT NULL,
  UNIQUE KEY uq (user_id, slug),
  CONSTRAINT fk_u FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_e FOREIGN KEY (editor_id) REFERENCES users (id) ON DELETE SET NULL
);
CREATE TABLE likes (
  user_id int unsigned NOT NULL,
  post_id bigint NOT NULL,
  at datetime NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (user_id, post_id),
  FOREIGN KEY (user_id) REFERENCES users (id),
  FOREIGN KEY (post_id) REFERENCES posts (id)
);
CREATE TABLE posts_authors (
  id bigint AUTO_INCREMENT PRIMARY KEY,
  posts_id bigint NOT NULL,
  users_id int unsigned NOT NULL,
  UNIQUE KEY (posts_id, users_id),
  FOREIGN KEY (posts_id) REFERENCES posts (id),
  FOREIGN KEY (users_id) REFERENCES users (id)
);
CREATE TABLE strk (k char(36) PRIMARY KEY, v int);
CREATE VIEW v AS SELECT id, email FROM users;
INSERT INTO users (email, flags, name, f, y, t, dt, b, bin16, doc, i4, i6, g) VALUES ('a@b', 'a,b', 'ada', 1.5, 2020, '10:00:00', '2020-01-01 00:00:00', 'x', 'abc', '{"a":1}', '1.2.3.4', '::1', POINT(1,2));
INSERT INTO posts (user_id, slug) VALUES (1, 'x');
INSERT INTO likes (user_id, post_id) VALUES (1, 1);
