CREATE TABLE [analytics_checkpoint] (
    [projection] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [log_id] uniqueidentifier NULL,
    [sequence] bigint NOT NULL,
    [generation] int NOT NULL,
    [version] int NOT NULL,
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
    [cause_role] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [due_to_disease] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
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
    [severity_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [severity_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_diagnosis] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_erasure] (
    [sequence] bigint NOT NULL,
    CONSTRAINT [PK_analytics_erasure] PRIMARY KEY ([sequence])
);
GO


CREATE TABLE [analytics_feature] (
    [from_sequence] bigint NOT NULL,
    [presence] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [region] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [laterality] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [method] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [millimetres] float NULL,
    [relative] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [feature_code] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [feature_system] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [onset_earliest] date NULL,
    [onset_latest] date NULL,
    [onset_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [onset_class_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [onset_class_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [relative_disease_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [relative_disease_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [severity_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [severity_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_feature] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_finding] (
    [from_sequence] bigint NOT NULL,
    [rule] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [severity] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [category] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [rule_version] int NOT NULL,
    [title] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [message] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [source] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [evidence] nvarchar(max) NOT NULL,
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
    [laterality] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
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


CREATE TABLE [analytics_function] (
    [from_sequence] bigint NOT NULL,
    [instrument] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [score] int NULL,
    [sites] nvarchar(max) NOT NULL,
    [level] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [region] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [laterality] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [caregiver_need] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_function] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_interpretation] (
    [from_sequence] bigint NOT NULL,
    [variant] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [disease_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [disease_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [inheritance_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [inheritance_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [significance_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [significance_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_interpretation] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_laboratory] (
    [from_sequence] bigint NOT NULL,
    [measured] float NULL,
    [unit] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [reference_low] float NULL,
    [reference_high] float NULL,
    [interpretation] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [analyte_code] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [analyte_system] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_laboratory] PRIMARY KEY ([from_sequence])
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
    [morphology] nvarchar(max) NOT NULL,
    [pathway] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [extent] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [pain] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [ulcer] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [millimetres] float NULL,
    [method] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
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


CREATE TABLE [analytics_patient_outcome] (
    [from_sequence] bigint NOT NULL,
    [instrument] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [score] float NULL,
    [unit] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [form] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [respondent] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_patient_outcome] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_safety_concern] (
    [from_sequence] bigint NOT NULL,
    [kind] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [rests_on] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_safety_concern] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_study] (
    [from_sequence] bigint NOT NULL,
    [kind] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [standing] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [end_earliest] date NULL,
    [end_latest] date NULL,
    [end_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [study_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [study_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_study] PRIMARY KEY ([from_sequence])
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


CREATE TABLE [analytics_surgery] (
    [from_sequence] bigint NOT NULL,
    [kind] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [region] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [laterality] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [extent] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [results] nvarchar(max) NOT NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [result_date_earliest] date NULL,
    [result_date_latest] date NULL,
    [result_date_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_surgery] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_treatment] (
    [from_sequence] bigint NOT NULL,
    [treatment] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [regimen] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [dose] float NULL,
    [dose_unit] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [in_trial] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [stop_reason] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [drug_code] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [drug_system] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
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
    CONSTRAINT [PK_analytics_treatment] PRIMARY KEY ([from_sequence])
);
GO


CREATE TABLE [analytics_variant] (
    [from_sequence] bigint NOT NULL,
    [gene] nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL,
    [coding_hgvs] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [protein_hgvs] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [genomic_hgvs] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [parental_allele] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [has_allele_basis] bit NOT NULL,
    [consequence_class] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
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
    [informant] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
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


CREATE TABLE [analytics_volume] (
    [from_sequence] bigint NOT NULL,
    [cubic_millimetres] float NULL,
    [region] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [head_excluded] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [method] nvarchar(max) COLLATE Latin1_General_BIN2 NULL,
    [occurred_earliest] date NULL,
    [occurred_latest] date NULL,
    [occurred_precision] nvarchar(8) COLLATE Latin1_General_BIN2 NULL,
    [to_sequence] bigint NULL,
    [subject] char(32) COLLATE Latin1_General_BIN2 NOT NULL,
    [site] nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    [fact] nvarchar(400) COLLATE Latin1_General_BIN2 NOT NULL,
    CONSTRAINT [PK_analytics_volume] PRIMARY KEY ([from_sequence])
);
GO


CREATE INDEX [IX_analytics_consent_subject_fact] ON [analytics_consent] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_consent_to_sequence] ON [analytics_consent] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_death_subject_fact] ON [analytics_death] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_death_to_sequence] ON [analytics_death] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_diagnosis_subject_fact] ON [analytics_diagnosis] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_diagnosis_to_sequence] ON [analytics_diagnosis] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_feature_subject_fact] ON [analytics_feature] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_feature_to_sequence] ON [analytics_feature] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_finding_subject_fact] ON [analytics_finding] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_finding_to_sequence] ON [analytics_finding] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_flare_up_subject_fact] ON [analytics_flare_up] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_flare_up_to_sequence] ON [analytics_flare_up] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_function_subject_fact] ON [analytics_function] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_function_to_sequence] ON [analytics_function] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_interpretation_subject_fact] ON [analytics_interpretation] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_interpretation_to_sequence] ON [analytics_interpretation] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_laboratory_subject_fact] ON [analytics_laboratory] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_laboratory_to_sequence] ON [analytics_laboratory] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_ossification_subject_fact] ON [analytics_ossification] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_ossification_to_sequence] ON [analytics_ossification] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_patient_outcome_subject_fact] ON [analytics_patient_outcome] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_patient_outcome_to_sequence] ON [analytics_patient_outcome] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_safety_concern_subject_fact] ON [analytics_safety_concern] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_safety_concern_to_sequence] ON [analytics_safety_concern] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_study_subject_fact] ON [analytics_study] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_study_to_sequence] ON [analytics_study] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_subject_subject_fact] ON [analytics_subject] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_subject_to_sequence] ON [analytics_subject] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_subject_link_subject_fact] ON [analytics_subject_link] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_subject_link_to_sequence] ON [analytics_subject_link] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_surgery_subject_fact] ON [analytics_surgery] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_surgery_to_sequence] ON [analytics_surgery] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_treatment_subject_fact] ON [analytics_treatment] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_treatment_to_sequence] ON [analytics_treatment] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_variant_subject_fact] ON [analytics_variant] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_variant_to_sequence] ON [analytics_variant] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_vital_status_subject_fact] ON [analytics_vital_status] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_vital_status_to_sequence] ON [analytics_vital_status] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


CREATE INDEX [IX_analytics_volume_subject_fact] ON [analytics_volume] ([subject], [fact]);
GO


CREATE INDEX [IX_analytics_volume_to_sequence] ON [analytics_volume] ([to_sequence]) WHERE to_sequence IS NOT NULL;
GO


