SELECT
  r.id,
  r.outlet,
  r.outlet_title,
  r.title,
  r.published,
  substr(r.published, 1, 10) AS day,
  r.source,
  r.editor,
  r.url,
  r.detected_at,
  r.story_id AS story,
  r.body AS text
FROM reports r
WHERE r.current
