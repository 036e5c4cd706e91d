"""The laws of the log: what happened is told, and what is told has happened."""

from auditor.law import AT_ONCE, Law

# What is counted on both sides: a fact, and its event. Facts go with their application.
_FACTS = """
    SELECT application AS number, 'form' AS fact FROM form_revision
        WHERE made_by <> 'administrator'
    UNION ALL SELECT application, 'decision' FROM decision
    UNION ALL SELECT application, 'withdrawal' FROM withdrawal
    UNION ALL SELECT application, 'dispute' FROM dispute
    UNION ALL SELECT application, 'verdict'
        FROM review_decision JOIN review ON review.id = review_decision.review
"""
_EVENTS = """
    SELECT application_number AS number, CASE
        WHEN tag IN ('applicant:form:submit', 'applicant:form:correct', 'applicant:contact:change',
            'wholesaler:contact:hand_over') THEN 'form'
        WHEN tag IN ('wholesaler:application:approve', 'wholesaler:application:decline',
            'wholesaler:application:no_trade', 'administrator:application:approve') THEN 'decision'
        WHEN tag IN ('applicant:application:withdraw', 'administrator:application:withdraw')
            THEN 'withdrawal'
        WHEN tag = 'wholesaler:decision:dispute' THEN 'dispute'
        WHEN tag IN ('administrator:review:clear', 'administrator:review:return',
            'administrator:review:decline') THEN 'verdict'
    END AS fact FROM audit_event
"""

LAWS = (
    Law(
        "acts_are_logged",
        "Each form, decision, withdrawal, dispute and verdict has its event in the log, and each"
        " such event its fact, as long as the application is kept.",
        f"""
        WITH facts AS (SELECT number, fact, count(*) AS n FROM ({_FACTS}) AS f GROUP BY 1, 2),
        events AS (
            SELECT number, fact, count(*) AS n FROM ({_EVENTS}) AS e
            WHERE fact IS NOT NULL AND number IN (SELECT application_number FROM application)
            GROUP BY 1, 2
        )
        SELECT number AS subject,
            fact || ': ' || coalesce(facts.n, 0) || ', in the log ' || coalesce(events.n, 0)
                AS found
        FROM facts FULL JOIN events USING (number, fact)
        WHERE facts.n IS DISTINCT FROM events.n
        UNION ALL
        SELECT application, 'form by an administrator: not in the log' FROM form_revision
        WHERE made_by = 'administrator' AND NOT EXISTS (
            SELECT FROM audit_event WHERE application_number = application AND at = submitted_at
                AND tag IN ('administrator:contact:change', 'administrator:application:retry',
                    'administrator:address:correct', 'administrator:review:clear')
        )
        """,  # noqa: S608 -- constants of this file
    ),
    Law(
        "acts_are_news",
        "Each act upon an application was put into the outbox with it, once.",
        """
        WITH facts AS (
            SELECT application AS number, 'decision_made' AS signal, count(*) AS n
            FROM decision, moment WHERE decided_at > now - interval '29 days' GROUP BY 1
            UNION ALL
            SELECT application, 'disputed', count(*)
            FROM dispute, moment WHERE disputed_at > now - interval '29 days' GROUP BY 1
            UNION ALL
            SELECT application, 'withdrawn', count(*)
            FROM withdrawal, moment WHERE withdrawn_at > now - interval '29 days' GROUP BY 1
            UNION ALL
            SELECT application, 'form_submitted', count(*)
            FROM form_revision, moment WHERE submitted_at > now - interval '29 days' GROUP BY 1
            UNION ALL
            SELECT application, 'review_decided', count(*)
            FROM review_decision JOIN review ON review.id = review, moment
            WHERE decided_at > now - interval '29 days' GROUP BY 1
        )
        SELECT number AS subject,
            facts.n || ' ' || facts.signal || ', as news ' || count(outbox.id) AS found
        FROM facts LEFT JOIN outbox ON process = number AND outbox.signal = facts.signal
            AND recorded_at > (SELECT now - interval '29 days' FROM moment)
        GROUP BY number, facts.signal, facts.n HAVING facts.n <> count(outbox.id)
        """,
    ),
    Law(
        "news_go_out",
        "News reach Temporal, or a trouble says why not.",
        """
        SELECT process AS subject, signal || ' waits' AS found FROM outbox, moment
        WHERE delivered_at IS NULL AND recorded_at < late
            AND NOT EXISTS (SELECT FROM trouble WHERE trouble.process = outbox.process)
        """,
    ),
    Law(
        "news_keep_their_order",
        "No news of a process overtakes an earlier one.",
        f"""
        SELECT process AS subject, signal || ' overtook another' AS found FROM outbox
        WHERE delivered_at IS NOT NULL AND EXISTS (
            SELECT FROM outbox AS earlier
            WHERE earlier.process = outbox.process AND earlier.id < outbox.id
                AND (
                    earlier.delivered_at IS NULL
                    OR earlier.delivered_at > outbox.delivered_at + {AT_ONCE}
                )
        )
        """,  # noqa: S608 -- a constant
    ),
    Law(
        "the_log_is_sealed",
        "Events are sealed within an hour, and none comes among those that are.",
        """
        SELECT 'event ' || min(id) AS subject, 'not sealed' AS found FROM audit_event, moment
        WHERE id > (SELECT coalesce(max(event), 0) FROM event_seal)
            AND at < least(late, now - interval '1 hour')
        HAVING count(*) > 0
        UNION ALL
        SELECT 'event ' || id, 'came among sealed ones' FROM audit_event
        WHERE id < (SELECT max(event) FROM event_seal)
            AND NOT EXISTS (SELECT FROM event_seal WHERE event = id)
        """,
    ),
)
