SELECT
  s.id,
  s.lead_report_id AS lead_report,
  count(r.id) AS reports,
  count(DISTINCT r.outlet) AS outlets,
  min(substr(r.published, 1, 10)) AS first_day,
  s.first_seen
FROM stories s
JOIN reports r ON r.story_id = s.id AND r.current
GROUP BY s.id, s.lead_report_id, s.first_seen
