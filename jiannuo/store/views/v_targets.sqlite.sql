SELECT
  g.register,
  e.key AS commitment,
  json_extract(t.value, '$.measure') AS measure,
  json_extract(t.value, '$.comparator') AS comparator,
  CAST(json_extract(t.value, '$.value') AS REAL) AS value,
  json_extract(t.value, '$.unit') AS unit,
  json_extract(t.value, '$.due') AS due,
  CAST(json_extract(t.value, '$.baseline') AS REAL) AS baseline,
  json_extract(t.value, '$.baseline_as_of') AS baseline_as_of,
  json_extract(t.value, '$.scope') AS scope,
  CASE WHEN json_extract(t.value, '$.promised') THEN 1 ELSE 0 END AS promised
FROM registers g, json_each(g.content) e, json_each(e.value, '$.targets') t
WHERE g.version = (SELECT l.version FROM register_loads l WHERE l.register = g.register ORDER BY l.id DESC LIMIT 1)
