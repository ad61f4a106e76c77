SELECT
  g.register,
  e.key AS commitment,
  json_extract(t.value, '$.measure') AS measure,
  json_extract(a.value, '$.comparator') AS comparator,
  CAST(json_extract(a.value, '$.value') AS REAL) AS value,
  json_extract(t.value, '$.unit') AS unit,
  json_extract(a.value, '$.due') AS due,
  json_extract(a.value, '$.source') AS source
FROM registers g, json_each(g.content) e, json_each(e.value, '$.targets') t, json_each(t.value, '$.aims') a
WHERE g.version = (SELECT l.version FROM register_loads l WHERE l.register = g.register ORDER BY l.id DESC LIMIT 1)
