CREATE TABLE [analytics_checkpoint] (
    [projection] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [log_id] uniqueidentifier NULL,
    [sequence] bigint NOT NULL,
    [generation] int NOT NULL,
    [rebuilding_to] bigint NULL,
    [fault_sequence] bigint NULL,
    [fault_type] nvarchar(256) COLLATE Latin1_General_BIN2 NULL,
    CONSTRAINT [PK_analytics_checkpoint] PRIMARY KEY ([projection])
);
GO


CREATE TABLE [analytics_consent] (
    [from_sequence] bigint NOT NULL,
    [scope] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [is_permitted] bit NOT NULL,
    [policy_version] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_consent] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_death] (
    [from_sequence] bigint NOT NULL,
    [cause_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [cause_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_death] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_diagnosis] (
    [from_sequence] bigint NOT NULL,
    [disease] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [verification] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [class_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [class_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [code_code] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [code_system] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [onset_earliest] date NULL,
    [onset_latest] date NULL,
    [onset_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_diagnosis] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_finding] (
    [from_sequence] bigint NOT NULL,
    [rule] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [severity] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [category] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_finding] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_flare_up] (
    [from_sequence] bigint NOT NULL,
    [region] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [trigger] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [symptoms] nvarchar(max) NOT NULL,
    [outcome] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [end_earliest] date NULL,
    [end_latest] date NULL,
    [end_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_flare_up] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_log_time] (
    [from_sequence] bigint NOT NULL,
    [recorded_ms] bigint NOT NULL,
    CONSTRAINT [PK_analytics_log_time] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_ossification] (
    [from_sequence] bigint NOT NULL,
    [region] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [laterality] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [depth] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [tissue] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [flare_up] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_ossification] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_subject] (
    [from_sequence] bigint NOT NULL,
    [sex] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [country] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [is_withdrawn] bit NOT NULL,
    [birth_earliest] date NOT NULL,
    [birth_latest] date NOT NULL,
    [birth_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_subject] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_subject_link] (
    [from_sequence] bigint NOT NULL,
    [other] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_subject_link] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_variant] (
    [from_sequence] bigint NOT NULL,
    [gene] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [coding_hgvs] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [protein_hgvs] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [genomic_hgvs] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [parental_allele] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [allelic_state_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [allelic_state_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [presence_code] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [presence_system] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [source_class_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [source_class_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [transmission_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [transmission_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_variant] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_vital_status] (
    [from_sequence] bigint NOT NULL,
    [status] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_vital_status] PRIMARY KEY ([from_sequence])
);
GO


CREATE INDEX [IX_analytics_consent_subject_fact] ON [analytics_consent] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_death_subject_fact] ON [analytics_death] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_diagnosis_subject_fact] ON [analytics_diagnosis] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_finding_subject_fact] ON [analytics_finding] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_flare_up_subject_fact] ON [analytics_flare_up] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_ossification_subject_fact] ON [analytics_ossification] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_subject_subject_fact] ON [analytics_subject] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_subject_link_subject_fact] ON [analytics_subject_link] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_variant_subject_fact] ON [analytics_variant] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_vital_status_subject_fact] ON [analytics_vital_status] ([subject], [fact]);
GO


