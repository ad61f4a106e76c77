SELECT
  q.id,
  e.id AS event,
  e.report,
  e.commitment,
  q.field,
  q.text AS quote,
  q.start AS begins,
  q."end" AS ends
FROM evidence q
JOIN v_events e ON e.id = q.match_id
