SELECT
  j.id,
  j.report_id AS report,
  coalesce(r.story_id, -r.id) AS story,
  j.commitment,
  j.judgement,
  j.reason,
  j.judged_at,
  CASE WHEN row_number() OVER (
    PARTITION BY coalesce(r.story_id, -r.id), j.commitment ORDER BY j.id DESC
  ) = 1 THEN 1 ELSE 0 END AS latest
FROM judgements j
JOIN reports r ON r.id = j.report_id
