SELECT
  g.id,
  e.register,
  g.commitment,
  g.measure,
  g.kind,
  g.qualifier,
  g.value,
  g.unit,
  g.scope,
  CASE WHEN g.flow THEN 1 ELSE 0 END AS flow,
  g.as_of,
  substr(coalesce(g.as_of, e.effective, e.published), 1, 10) AS day,
  g.basis,
  g.text AS quote,
  e.id AS event,
  e.novel,
  e.report,
  e.outlet,
  e.title,
  e.published,
  e.url
FROM readings g
JOIN v_events e ON e.id = g.match_id
