CREATE TABLE [client_key] (
    [key_hash] binary(32) NOT NULL,
    [client_id] nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [roles] int NOT NULL,
    [created_ms] bigint NOT NULL,
    [revoked_ms] bigint NULL,
    CONSTRAINT [PK_client_key] PRIMARY KEY ([key_hash])
);
GO


CREATE TABLE [commit_record] (
    [id] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [client_id] nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [recorded_ms] bigint NOT NULL,
    [first_sequence] bigint NOT NULL,
    [last_sequence] bigint NOT NULL,
    [ordinal] bigint NOT NULL,
    CONSTRAINT [PK_commit_record] PRIMARY KEY ([id])
);
GO


CREATE TABLE [commit_type] (
    [type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [ordinal] bigint NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_commit_type] PRIMARY KEY ([type], [ordinal])
);
GO


CREATE TABLE [condition_lock] (
    [slot] int NOT NULL,
    [turn] bigint NOT NULL,
    CONSTRAINT [PK_condition_lock] PRIMARY KEY ([slot])
);
GO


CREATE TABLE [erased_subject] (
    [subject_id] binary(16) NOT NULL,
    [erased_ms] bigint NOT NULL,
    CONSTRAINT [PK_erased_subject] PRIMARY KEY ([subject_id])
);
GO


CREATE TABLE [event_log] (
    [sequence] bigint NOT NULL,
    [type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [schema_version] smallint NOT NULL,
    [previous_of_type] bigint NULL,
    [subject_id] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [fact] varchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [source] varchar(180) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [occurred_earliest] int NULL,
    [occurred_latest] int NULL,
    [occurred_precision] smallint NULL,
    [supersedes] bigint NULL,
    [derivation] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [recorded_ms] bigint NOT NULL,
    [commit_id] binary(16) NOT NULL,
    [body] varbinary(max) NOT NULL,
    CONSTRAINT [PK_event_log] PRIMARY KEY ([sequence])
);
GO


CREATE TABLE [fact] (
    [subject_id] binary(16) NOT NULL,
    [fact_key] binary(16) NOT NULL,
    [commit_id] binary(16) NOT NULL,
    [event_index] int NOT NULL
);
GO


CREATE TABLE [finding] (
    [subject_id] binary(16) NOT NULL,
    [finding_key] varchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [rule_id] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [rule_version] int NOT NULL DEFAULT 1,
    [severity] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [category] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [source] varchar(180) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [opened_commit] binary(16) NOT NULL,
    [opened_index] int NOT NULL,
    [text_json] varchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '',
    [evidence_json] varchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '',
    [closed_commit] binary(16) NULL,
    [close_reason] varchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT [PK_finding] PRIMARY KEY ([subject_id], [finding_key])
);
GO


CREATE TABLE [finding_history] (
    [subject_id] binary(16) NOT NULL,
    [finding_key] varchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [opened_commit] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [rule_id] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [rule_version] int NOT NULL DEFAULT 1,
    [severity] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [category] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [source] varchar(180) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [opened_index] int NOT NULL,
    [text_json] varchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '',
    [evidence_json] varchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '',
    [closed_commit] binary(16) NULL,
    [close_reason] varchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT [PK_finding_history] PRIMARY KEY ([subject_id], [finding_key], [opened_commit])
);
GO


CREATE TABLE [identifier_claim] (
    [claim_key] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [system] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [value] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [resource] bigint NOT NULL,
    [subject_id] binary(16) NOT NULL,
    CONSTRAINT [PK_identifier_claim] PRIMARY KEY ([claim_key])
);
GO


CREATE TABLE [linked_subject] (
    [subject_id] binary(16) NOT NULL,
    [other_id] binary(16) NOT NULL,
    [commit_id] binary(16) NOT NULL,
    CONSTRAINT [PK_linked_subject] PRIMARY KEY ([subject_id], [other_id])
);
GO


CREATE TABLE [log_counter] (
    [id] smallint NOT NULL,
    [last_sequence] bigint NOT NULL,
    [last_recorded_ms] bigint NOT NULL,
    [last_ordinal] bigint NOT NULL,
    [term_epoch] bigint NOT NULL,
    CONSTRAINT [PK_log_counter] PRIMARY KEY ([id])
);
GO


CREATE TABLE [number_block] (
    [id] smallint NOT NULL,
    [next_number] bigint NOT NULL,
    CONSTRAINT [PK_number_block] PRIMARY KEY ([id])
);
GO


CREATE TABLE [receipt] (
    [receipt_key] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [request_digest] binary(32) NOT NULL,
    [commit_id] binary(16) NOT NULL,
    [kept_until_ms] bigint NOT NULL,
    [subject_ids] varbinary(max) NOT NULL,
    [answer] varbinary(max) NOT NULL,
    CONSTRAINT [PK_receipt] PRIMARY KEY ([receipt_key])
);
GO


CREATE TABLE [refusal] (
    [refusal_id] binary(16) NOT NULL,
    [refused_ms] bigint NOT NULL,
    [refused_month] int NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [client_id] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [route] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [status] smallint NOT NULL,
    [resource_type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [finding_count] int NOT NULL,
    CONSTRAINT [PK_refusal] PRIMARY KEY ([refusal_id])
);
GO


CREATE TABLE [refusal_finding] (
    [refusal_id] binary(16) NOT NULL,
    [finding_index] smallint NOT NULL,
    [rule_id] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [resource_type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [path] varchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_refusal_finding] PRIMARY KEY ([refusal_id], [finding_index])
);
GO


CREATE TABLE [registry_log] (
    [id] smallint NOT NULL,
    [log_id] binary(16) NOT NULL,
    [created_ms] bigint NOT NULL,
    CONSTRAINT [PK_registry_log] PRIMARY KEY ([id])
);
GO


CREATE TABLE [relay_checkpoint] (
    [name] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [sequence] bigint NOT NULL,
    [fence] bigint NOT NULL,
    CONSTRAINT [PK_relay_checkpoint] PRIMARY KEY ([name])
);
GO


CREATE TABLE [relay_lease] (
    [name] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [owner] varchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [fence] bigint NOT NULL,
    [expires_ms] bigint NOT NULL,
    CONSTRAINT [PK_relay_lease] PRIMARY KEY ([name])
);
GO


CREATE TABLE [resource] (
    [number] bigint NOT NULL,
    [type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [subject_id] binary(16) NOT NULL,
    [version] bigint NOT NULL,
    [is_deleted] bit NOT NULL,
    CONSTRAINT [PK_resource] PRIMARY KEY ([number])
);
GO


CREATE TABLE [resource_version] (
    [resource] bigint NOT NULL,
    [version] bigint NOT NULL,
    [commit_id] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [subject_id] binary(16) NOT NULL,
    [is_deleted] bit NOT NULL,
    [content] varbinary(max) NOT NULL,
    CONSTRAINT [PK_resource_version] PRIMARY KEY ([resource], [version])
);
GO


CREATE TABLE [search_code] (
    [source] int NOT NULL,
    [code] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [resource] bigint NOT NULL,
    [system] int NOT NULL,
    [item] smallint NOT NULL
);
GO


CREATE TABLE [search_name] (
    [number] int NOT NULL,
    [kind] smallint NOT NULL,
    [digest] binary(16) NOT NULL,
    [name] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_search_name] PRIMARY KEY ([number])
);
GO


CREATE TABLE [search_posting] (
    [term] int NOT NULL,
    [resource] bigint NOT NULL,
    CONSTRAINT [PK_search_posting] PRIMARY KEY ([term], [resource])
);
GO


CREATE TABLE [search_range] (
    [source] int NOT NULL,
    [low] float NOT NULL,
    [resource] bigint NOT NULL,
    [high] float NOT NULL,
    [unit] int NOT NULL,
    [item] smallint NOT NULL
);
GO


CREATE TABLE [search_state] (
    [id] smallint NOT NULL,
    [fingerprint] varbinary(16) NOT NULL,
    [target] varbinary(16) NOT NULL,
    [next_number] bigint NOT NULL,
    [link_key] varbinary(32) NOT NULL,
    CONSTRAINT [PK_search_state] PRIMARY KEY ([id])
);
GO


CREATE TABLE [search_term] (
    [number] int NOT NULL,
    [source] int NOT NULL,
    [item] smallint NOT NULL,
    [system] int NOT NULL,
    [code] varchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    [folded] nvarchar(120) COLLATE Latin1_General_100_BIN2 NULL,
    [exact] varchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT [PK_search_term] PRIMARY KEY ([number])
);
GO


CREATE TABLE [search_text] (
    [source] int NOT NULL,
    [folded] nvarchar(120) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [resource] bigint NOT NULL,
    [exact] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [item] smallint NOT NULL
);
GO


CREATE TABLE [subject] (
    [id] binary(16) NOT NULL,
    [row_version] bigint NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [status] smallint NOT NULL,
    CONSTRAINT [PK_subject] PRIMARY KEY ([id])
);
GO


CREATE TABLE [subject_link] (
    [claim_key] binary(16) NOT NULL,
    [site_id] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [type] varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [system] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [value] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [resource] bigint NOT NULL,
    [subject_id] binary(16) NOT NULL,
    CONSTRAINT [PK_subject_link] PRIMARY KEY ([claim_key])
);
GO


IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'last_ordinal', N'last_recorded_ms', N'last_sequence', N'term_epoch') AND [object_id] = OBJECT_ID(N'[log_counter]'))
    SET IDENTITY_INSERT [log_counter] ON;
INSERT INTO [log_counter] ([id], [last_ordinal], [last_recorded_ms], [last_sequence], [term_epoch])
VALUES (CAST(1 AS smallint), CAST(0 AS bigint), CAST(0 AS bigint), CAST(0 AS bigint), CAST(0 AS bigint));
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'last_ordinal', N'last_recorded_ms', N'last_sequence', N'term_epoch') AND [object_id] = OBJECT_ID(N'[log_counter]'))
    SET IDENTITY_INSERT [log_counter] OFF;
GO


IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'next_number') AND [object_id] = OBJECT_ID(N'[number_block]'))
    SET IDENTITY_INSERT [number_block] ON;
INSERT INTO [number_block] ([id], [next_number])
VALUES (CAST(1 AS smallint), CAST(1 AS bigint)),
(CAST(2 AS smallint), CAST(1 AS bigint));
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'next_number') AND [object_id] = OBJECT_ID(N'[number_block]'))
    SET IDENTITY_INSERT [number_block] OFF;
GO


CREATE UNIQUE INDEX [IX_commit_record_ordinal] ON [commit_record] ([ordinal]);
GO


CREATE INDEX [IX_commit_record_recorded_ms_ordinal] ON [commit_record] ([recorded_ms], [ordinal]);
GO


CREATE INDEX [IX_commit_record_site_id_ordinal] ON [commit_record] ([site_id], [ordinal]);
GO


CREATE INDEX [IX_commit_type_site_id_type_ordinal] ON [commit_type] ([site_id], [type], [ordinal]);
GO


CREATE INDEX [IX_event_log_subject_id] ON [event_log] ([subject_id]);
GO


CREATE UNIQUE INDEX [IX_event_log_type_sequence] ON [event_log] ([type], [sequence]);
GO


CREATE INDEX [IX_fact_subject_id] ON [fact] ([subject_id]);
GO


CREATE INDEX [IX_identifier_claim_resource] ON [identifier_claim] ([resource]);
GO


CREATE INDEX [IX_receipt_kept_until_ms] ON [receipt] ([kept_until_ms]);
GO


CREATE INDEX [IX_refusal_refused_ms] ON [refusal] ([refused_ms]);
GO


CREATE INDEX [IX_resource_subject_id] ON [resource] ([subject_id]);
GO


CREATE UNIQUE INDEX [IX_resource_type_id] ON [resource] ([type], [id]);
GO


CREATE INDEX [IX_resource_type_number] ON [resource] ([type], [number]);
GO


CREATE INDEX [IX_resource_version_commit_id] ON [resource_version] ([commit_id]);
GO


CREATE INDEX [IX_search_code_resource] ON [search_code] ([resource]);
GO


CREATE INDEX [IX_search_code_source_code] ON [search_code] ([source], [code]);
GO


CREATE UNIQUE INDEX [IX_search_name_kind_digest] ON [search_name] ([kind], [digest]);
GO


CREATE INDEX [IX_search_posting_resource] ON [search_posting] ([resource]);
GO


CREATE INDEX [IX_search_range_resource] ON [search_range] ([resource]);
GO


CREATE INDEX [IX_search_range_source_high_resource] ON [search_range] ([source], [high], [resource]);
GO


CREATE INDEX [IX_search_range_source_low_resource] ON [search_range] ([source], [low], [resource]);
GO


CREATE INDEX [IX_search_term_source_code] ON [search_term] ([source], [code]);
GO


CREATE INDEX [IX_search_term_source_folded] ON [search_term] ([source], [folded]);
GO


CREATE INDEX [IX_search_text_resource] ON [search_text] ([resource]);
GO


CREATE INDEX [IX_search_text_source_folded_resource] ON [search_text] ([source], [folded], [resource]);
GO


CREATE INDEX [IX_subject_link_resource] ON [subject_link] ([resource]);
GO


CREATE INDEX [IX_subject_link_subject_id] ON [subject_link] ([subject_id]);
GO


