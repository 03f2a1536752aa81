-- The filters of the paper's section 5.1, in the order of its authors' script, in SQL that DuckDB and Spark both run.
-- Input: raw_events(user_id, item_id, ts_text, domain, ticks, tie). ticks: microseconds per unit of ts_text; tie: line number where file order breaks ties, otherwise 0.
-- A step marked (kept) is computed once and stored, any other is inlined where it is used.

-- step timed: the timestamp as a whole number, also where it was written as a decimal (1400457600.0, 1.4e9)
SELECT user_id, item_id, ts_text, domain, ticks, tie,
       CASE WHEN CAST(try_cast(ts_text AS BIGINT) AS STRING) = ts_text THEN try_cast(ts_text AS BIGINT)
            WHEN contains(ts_text, '_') THEN NULL
            WHEN abs(try_cast(ts_text AS DOUBLE)) < 9e15 AND floor(try_cast(ts_text AS DOUBLE)) = try_cast(ts_text AS DOUBLE)
            THEN CAST(try_cast(ts_text AS DOUBLE) AS BIGINT) END AS whole
FROM raw_events
;
-- step checked: one row per record read, with its defect, if any
SELECT user_id, item_id, domain, tie, ts_text, whole, ticks,
       CASE WHEN user_id IS NULL OR user_id = '' THEN 'empty user id'
            WHEN item_id IS NULL OR item_id = '' THEN 'empty item id'
            WHEN contains(user_id, '�') OR contains(item_id, '�') THEN 'id is not valid UTF-8'
            WHEN ts_text IS NULL OR ts_text = '' THEN 'empty timestamp'
            WHEN whole IS NULL THEN 'timestamp is not a whole number'
            WHEN whole >= 1e17 / ticks OR whole <= -1e17 / ticks THEN 'timestamp is not in the unit of the others of its file'
            WHEN ticks < 1000000 AND whole <> 0 AND whole < 1e14 / ticks AND whole > -1e14 / ticks
            THEN 'timestamp is not in the unit of the others of its file' END AS defect
FROM timed
;
-- step staged (kept): times in microseconds
SELECT user_id, item_id, domain, tie, CASE WHEN defect IS NULL THEN whole * ticks END AS ts, defect
FROM checked
;
-- step events: sound rows
SELECT user_id, item_id, domain, tie, ts FROM staged WHERE defect IS NULL
;
-- step shared_items (kept): ids that occur in more than one domain
SELECT item_id FROM events GROUP BY item_id HAVING min(domain) <> max(domain)
;
-- step own_events
SELECT e.* FROM events e ANTI JOIN shared_items s ON s.item_id = e.item_id
;
-- step user_domains (kept): in which domains a user was seen
SELECT DISTINCT user_id, domain FROM own_events
;
-- step common_users (kept): users seen in enough domains
SELECT user_id FROM user_domains GROUP BY user_id HAVING ${once_in_enough_domains}
;
-- step common_events (kept)
SELECT e.* FROM own_events e SEMI JOIN common_users u ON u.user_id = e.user_id
;
-- step warm_items (kept): counted once, among these users
SELECT item_id FROM common_events GROUP BY item_id HAVING count(*) >= ${min_item}
;
-- step warm_events
SELECT e.* FROM common_events e SEMI JOIN warm_items i ON i.item_id = e.item_id
;
-- step latest (kept): the newest rows of a user in the total order; age 1 is the newest
SELECT user_id, item_id, domain, ts, age
FROM (SELECT user_id, item_id, domain, ts,
             CAST(row_number() OVER (PARTITION BY user_id ORDER BY ${newest_first}) AS INT) AS age
      FROM warm_events) r
WHERE age <= ${window}
;
-- step kept_users (kept): enough left in enough domains
SELECT user_id FROM latest GROUP BY user_id HAVING ${min_user_in_enough_domains}
;
-- step kept_events (kept)
SELECT e.* FROM latest e SEMI JOIN kept_users u ON u.user_id = e.user_id
;
-- step item_index (kept): from 1, domain after domain, ids in byte order
SELECT item_id, domain, CAST(row_number() OVER (ORDER BY domain, item_id) AS INT) AS item_ix
FROM (SELECT DISTINCT item_id, domain FROM kept_events) d
;
-- step user_index (kept): from 0, ids in byte order
SELECT user_id, CAST(row_number() OVER (ORDER BY user_id) - 1 AS INT) AS user_ix
FROM (SELECT DISTINCT user_id FROM kept_events) d
;
-- step indexed (kept)
SELECT u.user_ix, i.item_ix, e.ts, e.age
FROM kept_events e
JOIN item_index i ON i.item_id = e.item_id
JOIN user_index u ON u.user_id = e.user_id
;
