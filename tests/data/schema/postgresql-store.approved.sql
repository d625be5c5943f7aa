CREATE TABLE client_key (
    key_hash bytea NOT NULL,
    client_id character varying(128) COLLATE "C" NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    roles integer NOT NULL,
    created_ms bigint NOT NULL,
    revoked_ms bigint,
    CONSTRAINT "PK_client_key" PRIMARY KEY (key_hash)
);


CREATE TABLE commit_record (
    id bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    client_id character varying(128) COLLATE "C" NOT NULL,
    recorded_ms bigint NOT NULL,
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL,
    ordinal bigint NOT NULL,
    CONSTRAINT "PK_commit_record" PRIMARY KEY (id)
);


CREATE TABLE commit_type (
    type character varying(64) COLLATE "C" NOT NULL,
    ordinal bigint NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_commit_type" PRIMARY KEY (type, ordinal)
);


CREATE TABLE condition_lock (
    slot integer NOT NULL,
    turn bigint NOT NULL,
    CONSTRAINT "PK_condition_lock" PRIMARY KEY (slot)
);


CREATE TABLE erased_subject (
    subject_id bytea NOT NULL,
    erased_ms bigint NOT NULL,
    CONSTRAINT "PK_erased_subject" PRIMARY KEY (subject_id)
);


CREATE TABLE event_log (
    sequence bigint NOT NULL,
    type character varying(64) COLLATE "C" NOT NULL,
    schema_version smallint NOT NULL,
    previous_of_type bigint,
    subject_id bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    fact character varying(255) COLLATE "C" NOT NULL,
    source character varying(180) COLLATE "C" NOT NULL,
    occurred_earliest integer,
    occurred_latest integer,
    occurred_precision smallint,
    supersedes bigint,
    derivation character varying(128) COLLATE "C" NOT NULL,
    recorded_ms bigint NOT NULL,
    commit_id bytea NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT "PK_event_log" PRIMARY KEY (sequence)
);


CREATE TABLE fact (
    subject_id bytea NOT NULL,
    fact_key bytea NOT NULL,
    commit_id bytea NOT NULL,
    event_index integer NOT NULL
);


CREATE TABLE finding (
    subject_id bytea NOT NULL,
    finding_key character varying(400) COLLATE "C" NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    rule_id character varying(128) COLLATE "C" NOT NULL,
    rule_version integer NOT NULL DEFAULT 1,
    severity character varying(64) COLLATE "C" NOT NULL,
    category character varying(128) COLLATE "C" NOT NULL,
    source character varying(180) COLLATE "C" NOT NULL,
    opened_commit bytea NOT NULL,
    opened_index integer NOT NULL,
    text_json character varying(32000) COLLATE "C" NOT NULL DEFAULT '',
    evidence_json character varying(32000) COLLATE "C" NOT NULL DEFAULT '',
    closed_commit bytea,
    close_reason character varying(64) COLLATE "C",
    CONSTRAINT "PK_finding" PRIMARY KEY (subject_id, finding_key)
);


CREATE TABLE finding_history (
    subject_id bytea NOT NULL,
    finding_key character varying(400) COLLATE "C" NOT NULL,
    opened_commit bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    rule_id character varying(128) COLLATE "C" NOT NULL,
    rule_version integer NOT NULL DEFAULT 1,
    severity character varying(64) COLLATE "C" NOT NULL,
    category character varying(128) COLLATE "C" NOT NULL,
    source character varying(180) COLLATE "C" NOT NULL,
    opened_index integer NOT NULL,
    text_json character varying(32000) COLLATE "C" NOT NULL DEFAULT '',
    evidence_json character varying(32000) COLLATE "C" NOT NULL DEFAULT '',
    closed_commit bytea,
    close_reason character varying(64) COLLATE "C",
    CONSTRAINT "PK_finding_history" PRIMARY KEY (subject_id, finding_key, opened_commit)
);


CREATE TABLE identifier_claim (
    claim_key bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    type character varying(64) COLLATE "C" NOT NULL,
    system text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    resource bigint NOT NULL,
    subject_id bytea NOT NULL,
    CONSTRAINT "PK_identifier_claim" PRIMARY KEY (claim_key)
);


CREATE TABLE linked_subject (
    subject_id bytea NOT NULL,
    other_id bytea NOT NULL,
    commit_id bytea NOT NULL,
    CONSTRAINT "PK_linked_subject" PRIMARY KEY (subject_id, other_id)
);


CREATE TABLE log_counter (
    id smallint NOT NULL,
    last_sequence bigint NOT NULL,
    last_recorded_ms bigint NOT NULL,
    last_ordinal bigint NOT NULL,
    term_epoch bigint NOT NULL,
    CONSTRAINT "PK_log_counter" PRIMARY KEY (id)
);


CREATE TABLE number_block (
    id smallint NOT NULL,
    next_number bigint NOT NULL,
    CONSTRAINT "PK_number_block" PRIMARY KEY (id)
);


CREATE TABLE receipt (
    receipt_key bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    request_digest bytea NOT NULL,
    commit_id bytea NOT NULL,
    kept_until_ms bigint NOT NULL,
    subject_ids bytea NOT NULL,
    answer bytea NOT NULL,
    CONSTRAINT "PK_receipt" PRIMARY KEY (receipt_key)
);


CREATE TABLE refusal (
    refusal_id bytea NOT NULL,
    refused_ms bigint NOT NULL,
    refused_month integer NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    client_id character varying(128) COLLATE "C" NOT NULL,
    route character varying(128) COLLATE "C" NOT NULL,
    status smallint NOT NULL,
    resource_type character varying(64) COLLATE "C" NOT NULL,
    finding_count integer NOT NULL,
    CONSTRAINT "PK_refusal" PRIMARY KEY (refusal_id)
);


CREATE TABLE refusal_finding (
    refusal_id bytea NOT NULL,
    finding_index smallint NOT NULL,
    rule_id character varying(128) COLLATE "C" NOT NULL,
    resource_type character varying(64) COLLATE "C" NOT NULL,
    path character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_refusal_finding" PRIMARY KEY (refusal_id, finding_index)
);


CREATE TABLE registry_log (
    id smallint NOT NULL,
    log_id bytea NOT NULL,
    created_ms bigint NOT NULL,
    CONSTRAINT "PK_registry_log" PRIMARY KEY (id)
);


CREATE TABLE relay_checkpoint (
    name character varying(128) COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    fence bigint NOT NULL,
    CONSTRAINT "PK_relay_checkpoint" PRIMARY KEY (name)
);


CREATE TABLE relay_lease (
    name character varying(128) COLLATE "C" NOT NULL,
    owner character varying(128) COLLATE "C" NOT NULL,
    fence bigint NOT NULL,
    expires_ms bigint NOT NULL,
    CONSTRAINT "PK_relay_lease" PRIMARY KEY (name)
);


CREATE TABLE resource (
    number bigint NOT NULL,
    type character varying(64) COLLATE "C" NOT NULL,
    id character varying(64) COLLATE "C" NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    subject_id bytea NOT NULL,
    version bigint NOT NULL,
    is_deleted boolean NOT NULL,
    CONSTRAINT "PK_resource" PRIMARY KEY (number)
);


CREATE TABLE resource_version (
    resource bigint NOT NULL,
    version bigint NOT NULL,
    commit_id bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    subject_id bytea NOT NULL,
    is_deleted boolean NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT "PK_resource_version" PRIMARY KEY (resource, version)
);


CREATE TABLE search_code (
    source integer NOT NULL,
    code character varying(64) COLLATE "C" NOT NULL,
    resource bigint NOT NULL,
    system integer NOT NULL,
    item smallint NOT NULL
);


CREATE TABLE search_name (
    number integer NOT NULL,
    kind smallint NOT NULL,
    digest bytea NOT NULL,
    name text COLLATE "C" NOT NULL,
    CONSTRAINT "PK_search_name" PRIMARY KEY (number)
);


CREATE TABLE search_range (
    source integer NOT NULL,
    low double precision NOT NULL,
    resource bigint NOT NULL,
    high double precision NOT NULL,
    unit integer NOT NULL,
    item smallint NOT NULL
);


CREATE TABLE search_state (
    id smallint NOT NULL,
    fingerprint bytea NOT NULL,
    target bytea NOT NULL,
    next_number bigint NOT NULL,
    link_key bytea NOT NULL,
    CONSTRAINT "PK_search_state" PRIMARY KEY (id)
);


CREATE TABLE search_term (
    number integer NOT NULL,
    source integer NOT NULL,
    item smallint NOT NULL,
    system integer NOT NULL,
    code character varying(64) COLLATE "C",
    folded character varying(120) COLLATE "C",
    exact character varying(64) COLLATE "C",
    CONSTRAINT "PK_search_term" PRIMARY KEY (number)
);


CREATE TABLE search_terms (
    resource bigint NOT NULL,
    terms integer[] NOT NULL,
    CONSTRAINT "PK_search_terms" PRIMARY KEY (resource)
);


CREATE TABLE search_text (
    source integer NOT NULL,
    folded character varying(120) COLLATE "C" NOT NULL,
    resource bigint NOT NULL,
    exact character varying(64) COLLATE "C" NOT NULL,
    item smallint NOT NULL
);


CREATE TABLE subject (
    id bytea NOT NULL,
    row_version bigint NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    status smallint NOT NULL,
    CONSTRAINT "PK_subject" PRIMARY KEY (id)
);


CREATE TABLE subject_link (
    claim_key bytea NOT NULL,
    site_id character varying(64) COLLATE "C" NOT NULL,
    type character varying(64) COLLATE "C" NOT NULL,
    system text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    resource bigint NOT NULL,
    subject_id bytea NOT NULL,
    CONSTRAINT "PK_subject_link" PRIMARY KEY (claim_key)
);


INSERT INTO log_counter (id, last_ordinal, last_recorded_ms, last_sequence, term_epoch)
VALUES (1, 0, 0, 0, 0);


INSERT INTO number_block (id, next_number)
VALUES (1, 1);
INSERT INTO number_block (id, next_number)
VALUES (2, 1);


CREATE UNIQUE INDEX "IX_commit_record_ordinal" ON commit_record (ordinal);


CREATE INDEX "IX_commit_record_recorded_ms_ordinal" ON commit_record (recorded_ms, ordinal);


CREATE INDEX "IX_commit_record_site_id_ordinal" ON commit_record (site_id, ordinal);


CREATE INDEX "IX_commit_type_site_id_type_ordinal" ON commit_type (site_id, type, ordinal);


CREATE INDEX "IX_event_log_subject_id" ON event_log (subject_id);


CREATE UNIQUE INDEX "IX_event_log_type_sequence" ON event_log (type, sequence);


CREATE INDEX "IX_fact_subject_id" ON fact (subject_id);


CREATE INDEX "IX_identifier_claim_resource" ON identifier_claim (resource);


CREATE INDEX "IX_receipt_kept_until_ms" ON receipt (kept_until_ms);


CREATE INDEX "IX_refusal_refused_ms" ON refusal (refused_ms);


CREATE INDEX "IX_resource_subject_id" ON resource (subject_id);


CREATE UNIQUE INDEX "IX_resource_type_id" ON resource (type, id);


CREATE INDEX "IX_resource_type_number" ON resource (type, number);


CREATE INDEX "IX_resource_version_commit_id" ON resource_version (commit_id);


CREATE INDEX "IX_search_code_resource" ON search_code (resource);


CREATE INDEX "IX_search_code_source_code" ON search_code (source, code);


CREATE UNIQUE INDEX "IX_search_name_kind_digest" ON search_name (kind, digest);


CREATE INDEX "IX_search_range_resource" ON search_range (resource);


CREATE INDEX "IX_search_range_source_high_resource" ON search_range (source, high, resource);


CREATE INDEX "IX_search_range_source_low_resource" ON search_range (source, low, resource);


CREATE INDEX "IX_search_term_source_code" ON search_term (source, code);


CREATE INDEX "IX_search_term_source_folded" ON search_term (source, folded);


CREATE INDEX "IX_search_terms_terms" ON search_terms USING gin (terms) WITH (fastupdate='off');


CREATE INDEX "IX_search_text_resource" ON search_text (resource);


CREATE INDEX "IX_search_text_source_folded_resource" ON search_text (source, folded, resource);


CREATE INDEX "IX_subject_link_resource" ON subject_link (resource);


CREATE INDEX "IX_subject_link_subject_id" ON subject_link (subject_id);


