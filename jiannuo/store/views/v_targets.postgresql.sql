SELECT
  g.register,
  e.key AS commitment,
  t.value ->> 'measure' AS measure,
  t.value ->> 'comparator' AS comparator,
  CAST(t.value ->> 'value' AS double precision) AS value,
  t.value ->> 'unit' AS unit,
  t.value ->> 'due' AS due,
  CAST(t.value ->> 'baseline' AS double precision) AS baseline,
  t.value ->> 'baseline_as_of' AS baseline_as_of,
  t.value ->> 'scope' AS scope,
  CASE WHEN t.value ->> 'promised' = 'true' THEN 1 ELSE 0 END AS promised
FROM registers g, jsonb_each(g.content::jsonb) e, jsonb_array_elements(e.value -> 'targets') t
WHERE g.version = (SELECT l.version FROM register_loads l WHERE l.register = g.register ORDER BY l.id DESC LIMIT 1)
