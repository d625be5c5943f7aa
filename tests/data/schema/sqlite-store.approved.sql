CREATE TABLE "client_key" (
    "key_hash" BLOB NOT NULL CONSTRAINT "PK_client_key" PRIMARY KEY,
    "client_id" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "roles" INTEGER NOT NULL,
    "created_ms" INTEGER NOT NULL,
    "revoked_ms" INTEGER NULL
);


CREATE TABLE "commit_record" (
    "id" BLOB NOT NULL CONSTRAINT "PK_commit_record" PRIMARY KEY,
    "site_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "recorded_ms" INTEGER NOT NULL,
    "first_sequence" INTEGER NOT NULL,
    "last_sequence" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL
);


CREATE TABLE "commit_type" (
    "type" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "site_id" TEXT NOT NULL,
    CONSTRAINT "PK_commit_type" PRIMARY KEY ("type", "ordinal")
);


CREATE TABLE "condition_lock" (
    "slot" INTEGER NOT NULL CONSTRAINT "PK_condition_lock" PRIMARY KEY,
    "turn" INTEGER NOT NULL
);


CREATE TABLE "erased_subject" (
    "subject_id" BLOB NOT NULL CONSTRAINT "PK_erased_subject" PRIMARY KEY,
    "erased_ms" INTEGER NOT NULL
);


CREATE TABLE "event_log" (
    "sequence" INTEGER NOT NULL CONSTRAINT "PK_event_log" PRIMARY KEY,
    "type" TEXT NOT NULL,
    "schema_version" INTEGER NOT NULL,
    "previous_of_type" INTEGER NULL,
    "subject_id" BLOB NOT NULL,
    "site_id" TEXT NOT NULL,
    "fact" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "occurred_earliest" INTEGER NULL,
    "occurred_latest" INTEGER NULL,
    "occurred_precision" INTEGER NULL,
    "supersedes" INTEGER NULL,
    "derivation" TEXT NOT NULL,
    "recorded_ms" INTEGER NOT NULL,
    "commit_id" BLOB NOT NULL,
    "body" BLOB NOT NULL
);


CREATE TABLE "fact" (
    "subject_id" BLOB NOT NULL,
    "fact_key" BLOB NOT NULL,
    "commit_id" BLOB NOT NULL,
    "event_index" INTEGER NOT NULL
);


CREATE TABLE "finding" (
    "subject_id" BLOB NOT NULL,
    "finding_key" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL DEFAULT 1,
    "severity" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "opened_commit" BLOB NOT NULL,
    "opened_index" INTEGER NOT NULL,
    "text_json" TEXT NOT NULL DEFAULT '',
    "evidence_json" TEXT NOT NULL DEFAULT '',
    "closed_commit" BLOB NULL,
    "close_reason" TEXT NULL,
    CONSTRAINT "PK_finding" PRIMARY KEY ("subject_id", "finding_key")
);


CREATE TABLE "finding_history" (
    "subject_id" BLOB NOT NULL,
    "finding_key" TEXT NOT NULL,
    "opened_commit" BLOB NOT NULL,
    "site_id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL DEFAULT 1,
    "severity" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "opened_index" INTEGER NOT NULL,
    "text_json" TEXT NOT NULL DEFAULT '',
    "evidence_json" TEXT NOT NULL DEFAULT '',
    "closed_commit" BLOB NULL,
    "close_reason" TEXT NULL,
    CONSTRAINT "PK_finding_history" PRIMARY KEY ("subject_id", "finding_key", "opened_commit")
);


CREATE TABLE "identifier_claim" (
    "claim_key" BLOB NOT NULL CONSTRAINT "PK_identifier_claim" PRIMARY KEY,
    "site_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "resource" INTEGER NOT NULL,
    "subject_id" BLOB NOT NULL
);


CREATE TABLE "linked_subject" (
    "subject_id" BLOB NOT NULL,
    "other_id" BLOB NOT NULL,
    "commit_id" BLOB NOT NULL,
    CONSTRAINT "PK_linked_subject" PRIMARY KEY ("subject_id", "other_id")
);


CREATE TABLE "log_counter" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_log_counter" PRIMARY KEY,
    "last_sequence" INTEGER NOT NULL,
    "last_recorded_ms" INTEGER NOT NULL,
    "last_ordinal" INTEGER NOT NULL,
    "term_epoch" INTEGER NOT NULL
);


CREATE TABLE "number_block" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_number_block" PRIMARY KEY,
    "next_number" INTEGER NOT NULL
);


CREATE TABLE "receipt" (
    "receipt_key" BLOB NOT NULL CONSTRAINT "PK_receipt" PRIMARY KEY,
    "site_id" TEXT NOT NULL,
    "request_digest" BLOB NOT NULL,
    "commit_id" BLOB NOT NULL,
    "kept_until_ms" INTEGER NOT NULL,
    "subject_ids" BLOB NOT NULL,
    "answer" BLOB NOT NULL
);


CREATE TABLE "refusal" (
    "refusal_id" BLOB NOT NULL CONSTRAINT "PK_refusal" PRIMARY KEY,
    "refused_ms" INTEGER NOT NULL,
    "refused_month" INTEGER NOT NULL,
    "site_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "resource_type" TEXT NOT NULL,
    "finding_count" INTEGER NOT NULL
);


CREATE TABLE "refusal_finding" (
    "refusal_id" BLOB NOT NULL,
    "finding_index" INTEGER NOT NULL,
    "rule_id" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    CONSTRAINT "PK_refusal_finding" PRIMARY KEY ("refusal_id", "finding_index")
);


CREATE TABLE "registry_log" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_registry_log" PRIMARY KEY,
    "log_id" BLOB NOT NULL,
    "created_ms" INTEGER NOT NULL
);


CREATE TABLE "relay_checkpoint" (
    "name" TEXT NOT NULL CONSTRAINT "PK_relay_checkpoint" PRIMARY KEY,
    "sequence" INTEGER NOT NULL,
    "fence" INTEGER NOT NULL
);


CREATE TABLE "relay_lease" (
    "name" TEXT NOT NULL CONSTRAINT "PK_relay_lease" PRIMARY KEY,
    "owner" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "expires_ms" INTEGER NOT NULL
);


CREATE TABLE "resource" (
    "number" INTEGER NOT NULL CONSTRAINT "PK_resource" PRIMARY KEY,
    "type" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "subject_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL,
    "is_deleted" INTEGER NOT NULL
);


CREATE TABLE "resource_version" (
    "resource" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "commit_id" BLOB NOT NULL,
    "site_id" TEXT NOT NULL,
    "subject_id" BLOB NOT NULL,
    "is_deleted" INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    CONSTRAINT "PK_resource_version" PRIMARY KEY ("resource", "version")
);


CREATE TABLE "search_code" (
    "source" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "resource" INTEGER NOT NULL,
    "system" INTEGER NOT NULL,
    "item" INTEGER NOT NULL
);


CREATE TABLE "search_name" (
    "number" INTEGER NOT NULL CONSTRAINT "PK_search_name" PRIMARY KEY,
    "kind" INTEGER NOT NULL,
    "digest" BLOB NOT NULL,
    "name" TEXT NOT NULL
);


CREATE TABLE "search_posting" (
    "term" INTEGER NOT NULL,
    "resource" INTEGER NOT NULL,
    CONSTRAINT "PK_search_posting" PRIMARY KEY ("term", "resource")
);


CREATE TABLE "search_range" (
    "source" INTEGER NOT NULL,
    "low" REAL NOT NULL,
    "resource" INTEGER NOT NULL,
    "high" REAL NOT NULL,
    "unit" INTEGER NOT NULL,
    "item" INTEGER NOT NULL
);


CREATE TABLE "search_state" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_search_state" PRIMARY KEY,
    "fingerprint" BLOB NOT NULL,
    "target" BLOB NOT NULL,
    "next_number" INTEGER NOT NULL,
    "link_key" BLOB NOT NULL
);


CREATE TABLE "search_term" (
    "number" INTEGER NOT NULL CONSTRAINT "PK_search_term" PRIMARY KEY,
    "source" INTEGER NOT NULL,
    "item" INTEGER NOT NULL,
    "system" INTEGER NOT NULL,
    "code" TEXT NULL,
    "folded" TEXT NULL,
    "exact" TEXT NULL
);


CREATE TABLE "search_text" (
    "source" INTEGER NOT NULL,
    "folded" TEXT NOT NULL,
    "resource" INTEGER NOT NULL,
    "exact" TEXT NOT NULL,
    "item" INTEGER NOT NULL
);


CREATE TABLE "subject" (
    "id" BLOB NOT NULL CONSTRAINT "PK_subject" PRIMARY KEY,
    "row_version" INTEGER NOT NULL,
    "site_id" TEXT NOT NULL,
    "status" INTEGER NOT NULL
);


CREATE TABLE "subject_link" (
    "claim_key" BLOB NOT NULL CONSTRAINT "PK_subject_link" PRIMARY KEY,
    "site_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "resource" INTEGER NOT NULL,
    "subject_id" BLOB NOT NULL
);


INSERT INTO "log_counter" ("id", "last_ordinal", "last_recorded_ms", "last_sequence", "term_epoch")
VALUES (1, 0, 0, 0, 0);
SELECT changes();



INSERT INTO "number_block" ("id", "next_number")
VALUES (1, 1);
SELECT changes();

INSERT INTO "number_block" ("id", "next_number")
VALUES (2, 1);
SELECT changes();



CREATE UNIQUE INDEX "IX_commit_record_ordinal" ON "commit_record" ("ordinal");


CREATE INDEX "IX_commit_record_recorded_ms_ordinal" ON "commit_record" ("recorded_ms", "ordinal");


CREATE INDEX "IX_commit_record_site_id_ordinal" ON "commit_record" ("site_id", "ordinal");


CREATE INDEX "IX_commit_type_site_id_type_ordinal" ON "commit_type" ("site_id", "type", "ordinal");


CREATE INDEX "IX_event_log_subject_id" ON "event_log" ("subject_id");


CREATE UNIQUE INDEX "IX_event_log_type_sequence" ON "event_log" ("type", "sequence");


CREATE INDEX "IX_fact_subject_id" ON "fact" ("subject_id");


CREATE INDEX "IX_identifier_claim_resource" ON "identifier_claim" ("resource");


CREATE INDEX "IX_receipt_kept_until_ms" ON "receipt" ("kept_until_ms");


CREATE INDEX "IX_refusal_refused_ms" ON "refusal" ("refused_ms");


CREATE INDEX "IX_resource_subject_id" ON "resource" ("subject_id");


CREATE UNIQUE INDEX "IX_resource_type_id" ON "resource" ("type", "id");


CREATE INDEX "IX_resource_type_number" ON "resource" ("type", "number");


CREATE INDEX "IX_resource_version_commit_id" ON "resource_version" ("commit_id");


CREATE INDEX "IX_search_code_resource" ON "search_code" ("resource");


CREATE INDEX "IX_search_code_source_code" ON "search_code" ("source", "code");


CREATE UNIQUE INDEX "IX_search_name_kind_digest" ON "search_name" ("kind", "digest");


CREATE INDEX "IX_search_posting_resource" ON "search_posting" ("resource");


CREATE INDEX "IX_search_range_resource" ON "search_range" ("resource");


CREATE INDEX "IX_search_range_source_high_resource" ON "search_range" ("source", "high", "resource");


CREATE INDEX "IX_search_range_source_low_resource" ON "search_range" ("source", "low", "resource");


CREATE INDEX "IX_search_term_source_code" ON "search_term" ("source", "code");


CREATE INDEX "IX_search_term_source_folded" ON "search_term" ("source", "folded");


CREATE INDEX "IX_search_text_resource" ON "search_text" ("resource");


CREATE INDEX "IX_search_text_source_folded_resource" ON "search_text" ("source", "folded", "resource");


CREATE INDEX "IX_subject_link_resource" ON "subject_link" ("resource");


CREATE INDEX "IX_subject_link_subject_id" ON "subject_link" ("subject_id");


