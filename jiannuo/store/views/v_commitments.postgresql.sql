SELECT
  g.register,
  e.key AS commitment,
  e.value ->> 'name' AS name,
  e.value ->> 'name_en' AS name_en,
  e.value ->> 'kind' AS kind,
  e.value ->> 'statement' AS statement,
  (SELECT string_agg(p.value, '; ' ORDER BY p.n)
    FROM jsonb_array_elements_text(e.value -> 'promisors') WITH ORDINALITY p(value, n)) AS promisors,
  (SELECT string_agg(t.value, '; ' ORDER BY t.n)
    FROM jsonb_array_elements_text(e.value -> 'themes') WITH ORDINALITY t(value, n)) AS themes,
  e.value ->> 'due' AS due,
  e.value ->> 'parent' AS parent,
  g.version AS register_version
FROM registers g, jsonb_each(g.content::jsonb) e
WHERE g.version = (SELECT l.version FROM register_loads l WHERE l.register = g.register ORDER BY l.id DESC LIMIT 1)
