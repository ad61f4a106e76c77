SELECT
  m.id,
  m.register,
  m.commitment,
  m.verdict,
  m.stage,
  substr(coalesce(m.effective, r.published), 1, 10) AS day,
  m.effective,
  r.published,
  m.detected_at,
  m.aimed_stage,
  m.aimed,
  CASE WHEN m.novel THEN 1 ELSE 0 END AS novel,
  m.score,
  m.report_id AS report,
  r.story_id AS story,
  r.outlet,
  r.title,
  r.url,
  (SELECT e.text FROM evidence e WHERE e.match_id = m.id ORDER BY e.id LIMIT 1) AS quote,
  m.register_version
FROM matches m
JOIN reports r ON r.id = m.report_id
WHERE r.current
  AND m.verdict IN ('progress', 'mention')
  AND (coalesce(r.story_id, -r.id), m.commitment) NOT IN (
    SELECT j.story, j.commitment FROM v_judgements j WHERE j.latest = 1 AND j.judgement = 'reject'
  )
