-- Jobs that failed for good get a state of their own, so that "failed" can mean "a person may retry it".
-- alters: type upload_pipeline.job_state
--
-- A new value cannot be used in the transaction that adds it: its first use is in the next file.

alter type upload_pipeline.job_state add value if not exists 'dead_letter' after 'failed';
