SELECT
  g.register,
  e.key AS commitment,
  t.value ->> 'measure' AS measure,
  a.value ->> 'comparator' AS comparator,
  CAST(a.value ->> 'value' AS double precision) AS value,
  t.value ->> 'unit' AS unit,
  a.value ->> 'due' AS due,
  a.value ->> 'source' AS source
FROM registers g, jsonb_each(g.content::jsonb) e, jsonb_array_elements(e.value -> 'targets') t,
  jsonb_array_elements(t.value -> 'aims') a
WHERE g.version = (SELECT l.version FROM register_loads l WHERE l.register = g.register ORDER BY l.id DESC LIMIT 1)
