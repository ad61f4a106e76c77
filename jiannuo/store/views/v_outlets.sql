SELECT
  o.outlet,
  (SELECT count(*) FROM reports r WHERE r.outlet = o.outlet AND r.current) AS reports,
  (SELECT min(substr(r.published, 1, 10)) FROM reports r WHERE r.outlet = o.outlet AND r.current) AS first_day,
  (SELECT max(substr(r.published, 1, 10)) FROM reports r WHERE r.outlet = o.outlet AND r.current) AS last_day,
  (SELECT count(*) FROM runs n WHERE n.outlet = o.outlet) AS runs,
  (SELECT max(n.started_at) FROM runs n WHERE n.outlet = o.outlet) AS last_run,
  (SELECT n.status FROM runs n WHERE n.outlet = o.outlet ORDER BY n.id DESC LIMIT 1) AS last_status,
  (SELECT a.symptom FROM alarms a WHERE a.outlet = o.outlet AND a.cleared_at IS NULL ORDER BY a.id DESC LIMIT 1) AS symptom
FROM (SELECT outlet FROM reports UNION SELECT outlet FROM runs) o
