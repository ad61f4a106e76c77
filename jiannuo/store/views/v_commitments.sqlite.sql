SELECT
  g.register,
  e.key AS commitment,
  json_extract(e.value, '$.name') AS name,
  json_extract(e.value, '$.name_en') AS name_en,
  json_extract(e.value, '$.kind') AS kind,
  json_extract(e.value, '$.statement') AS statement,
  (SELECT group_concat(p.value, '; ') FROM json_each(e.value, '$.promisors') p) AS promisors,
  (SELECT group_concat(t.value, '; ') FROM json_each(e.value, '$.themes') t) AS themes,
  json_extract(e.value, '$.due') AS due,
  json_extract(e.value, '$.parent') AS parent,
  g.version AS register_version
FROM registers g, json_each(g.content) e
WHERE g.version = (SELECT l.version FROM register_loads l WHERE l.register = g.register ORDER BY l.id DESC LIMIT 1)
