CREATE TABLE analytics_checkpoint (
    projection character varying(64) COLLATE "C" NOT NULL,
    log_id uuid,
    sequence bigint NOT NULL,
    generation integer NOT NULL,
    version integer NOT NULL,
    rebuilding_to bigint,
    fault_sequence bigint,
    fault_type character varying(256) COLLATE "C",
    CONSTRAINT "PK_analytics_checkpoint" PRIMARY KEY (projection)
);


CREATE TABLE analytics_consent (
    from_sequence bigint NOT NULL,
    scope text COLLATE "C" NOT NULL,
    is_permitted boolean NOT NULL,
    policy_version text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_consent" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_death (
    from_sequence bigint NOT NULL,
    cause_role text COLLATE "C",
    due_to_disease text COLLATE "C",
    cause_code text COLLATE "C",
    cause_system text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_death" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_diagnosis (
    from_sequence bigint NOT NULL,
    disease text COLLATE "C" NOT NULL,
    verification text COLLATE "C" NOT NULL,
    class_code text COLLATE "C",
    class_system text COLLATE "C",
    code_code text COLLATE "C" NOT NULL,
    code_system text COLLATE "C" NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    onset_earliest date,
    onset_latest date,
    onset_precision character varying(8) COLLATE "C",
    severity_code text COLLATE "C",
    severity_system text COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_diagnosis" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_erasure (
    sequence bigint NOT NULL,
    CONSTRAINT "PK_analytics_erasure" PRIMARY KEY (sequence)
);


CREATE TABLE analytics_feature (
    from_sequence bigint NOT NULL,
    presence text COLLATE "C" NOT NULL,
    region text COLLATE "C",
    laterality text COLLATE "C",
    method text COLLATE "C",
    millimetres double precision,
    relative text COLLATE "C",
    feature_code text COLLATE "C" NOT NULL,
    feature_system text COLLATE "C" NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    onset_earliest date,
    onset_latest date,
    onset_precision character varying(8) COLLATE "C",
    onset_class_code text COLLATE "C",
    onset_class_system text COLLATE "C",
    relative_disease_code text COLLATE "C",
    relative_disease_system text COLLATE "C",
    severity_code text COLLATE "C",
    severity_system text COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_feature" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_finding (
    from_sequence bigint NOT NULL,
    rule text COLLATE "C" NOT NULL,
    severity text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    rule_version integer NOT NULL,
    title text COLLATE "C",
    message text COLLATE "C",
    source text COLLATE "C" NOT NULL,
    evidence text[] NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_finding" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_flare_up (
    from_sequence bigint NOT NULL,
    region text COLLATE "C",
    laterality text COLLATE "C",
    trigger text COLLATE "C",
    symptoms text[] NOT NULL,
    outcome text COLLATE "C",
    end_earliest date,
    end_latest date,
    end_precision character varying(8) COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_flare_up" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_function (
    from_sequence bigint NOT NULL,
    instrument text COLLATE "C" NOT NULL,
    score integer,
    sites text[] NOT NULL,
    level text COLLATE "C",
    region text COLLATE "C",
    laterality text COLLATE "C",
    caregiver_need text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_function" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_interpretation (
    from_sequence bigint NOT NULL,
    variant text COLLATE "C",
    disease_code text COLLATE "C",
    disease_system text COLLATE "C",
    inheritance_code text COLLATE "C",
    inheritance_system text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    significance_code text COLLATE "C",
    significance_system text COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_interpretation" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_laboratory (
    from_sequence bigint NOT NULL,
    measured double precision,
    unit text COLLATE "C",
    reference_low double precision,
    reference_high double precision,
    interpretation text COLLATE "C",
    analyte_code text COLLATE "C" NOT NULL,
    analyte_system text COLLATE "C" NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_laboratory" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_log_time (
    from_sequence bigint NOT NULL,
    recorded_ms bigint NOT NULL,
    CONSTRAINT "PK_analytics_log_time" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_ossification (
    from_sequence bigint NOT NULL,
    region text COLLATE "C",
    laterality text COLLATE "C",
    depth text COLLATE "C",
    tissue text COLLATE "C",
    flare_up text COLLATE "C",
    morphology text[] NOT NULL,
    pathway text COLLATE "C",
    extent text COLLATE "C",
    pain text COLLATE "C",
    ulcer text COLLATE "C",
    millimetres double precision,
    method text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_ossification" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_patient_outcome (
    from_sequence bigint NOT NULL,
    instrument text COLLATE "C" NOT NULL,
    score double precision,
    unit text COLLATE "C",
    form text COLLATE "C",
    respondent text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_patient_outcome" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_safety_concern (
    from_sequence bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    rests_on text COLLATE "C" NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_safety_concern" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_study (
    from_sequence bigint NOT NULL,
    kind text COLLATE "C",
    standing text COLLATE "C",
    end_earliest date,
    end_latest date,
    end_precision character varying(8) COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    study_code text COLLATE "C",
    study_system text COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_study" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_subject (
    from_sequence bigint NOT NULL,
    sex text COLLATE "C" NOT NULL,
    country text COLLATE "C",
    is_withdrawn boolean NOT NULL,
    birth_earliest date NOT NULL,
    birth_latest date NOT NULL,
    birth_precision character varying(8) COLLATE "C" NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_subject" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_subject_link (
    from_sequence bigint NOT NULL,
    other character(32) COLLATE "C" NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_subject_link" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_surgery (
    from_sequence bigint NOT NULL,
    kind text COLLATE "C",
    region text COLLATE "C",
    laterality text COLLATE "C",
    extent text COLLATE "C",
    results text[] NOT NULL,
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    result_date_earliest date,
    result_date_latest date,
    result_date_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_surgery" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_treatment (
    from_sequence bigint NOT NULL,
    treatment text COLLATE "C",
    regimen text COLLATE "C",
    dose double precision,
    dose_unit text COLLATE "C",
    in_trial text COLLATE "C",
    stop_reason text COLLATE "C",
    drug_code text COLLATE "C",
    drug_system text COLLATE "C",
    end_earliest date,
    end_latest date,
    end_precision character varying(8) COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_treatment" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_variant (
    from_sequence bigint NOT NULL,
    gene text COLLATE "C" NOT NULL,
    coding_hgvs text COLLATE "C",
    protein_hgvs text COLLATE "C",
    genomic_hgvs text COLLATE "C",
    parental_allele text COLLATE "C",
    has_allele_basis boolean NOT NULL,
    consequence_class text COLLATE "C",
    allelic_state_code text COLLATE "C",
    allelic_state_system text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    presence_code text COLLATE "C" NOT NULL,
    presence_system text COLLATE "C" NOT NULL,
    source_class_code text COLLATE "C",
    source_class_system text COLLATE "C",
    transmission_code text COLLATE "C",
    transmission_system text COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_variant" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_vital_status (
    from_sequence bigint NOT NULL,
    status text COLLATE "C" NOT NULL,
    informant text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_vital_status" PRIMARY KEY (from_sequence)
);


CREATE TABLE analytics_volume (
    from_sequence bigint NOT NULL,
    cubic_millimetres double precision,
    region text COLLATE "C",
    head_excluded text COLLATE "C",
    method text COLLATE "C",
    occurred_earliest date,
    occurred_latest date,
    occurred_precision character varying(8) COLLATE "C",
    to_sequence bigint,
    subject character(32) COLLATE "C" NOT NULL,
    site character varying(64) COLLATE "C" NOT NULL,
    fact character varying(400) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_analytics_volume" PRIMARY KEY (from_sequence)
);


CREATE INDEX "IX_analytics_consent_subject_fact" ON analytics_consent (subject, fact);


CREATE INDEX "IX_analytics_consent_to_sequence" ON analytics_consent (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_death_subject_fact" ON analytics_death (subject, fact);


CREATE INDEX "IX_analytics_death_to_sequence" ON analytics_death (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_diagnosis_subject_fact" ON analytics_diagnosis (subject, fact);


CREATE INDEX "IX_analytics_diagnosis_to_sequence" ON analytics_diagnosis (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_feature_subject_fact" ON analytics_feature (subject, fact);


CREATE INDEX "IX_analytics_feature_to_sequence" ON analytics_feature (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_finding_subject_fact" ON analytics_finding (subject, fact);


CREATE INDEX "IX_analytics_finding_to_sequence" ON analytics_finding (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_flare_up_subject_fact" ON analytics_flare_up (subject, fact);


CREATE INDEX "IX_analytics_flare_up_to_sequence" ON analytics_flare_up (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_function_subject_fact" ON analytics_function (subject, fact);


CREATE INDEX "IX_analytics_function_to_sequence" ON analytics_function (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_interpretation_subject_fact" ON analytics_interpretation (subject, fact);


CREATE INDEX "IX_analytics_interpretation_to_sequence" ON analytics_interpretation (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_laboratory_subject_fact" ON analytics_laboratory (subject, fact);


CREATE INDEX "IX_analytics_laboratory_to_sequence" ON analytics_laboratory (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_ossification_subject_fact" ON analytics_ossification (subject, fact);


CREATE INDEX "IX_analytics_ossification_to_sequence" ON analytics_ossification (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_patient_outcome_subject_fact" ON analytics_patient_outcome (subject, fact);


CREATE INDEX "IX_analytics_patient_outcome_to_sequence" ON analytics_patient_outcome (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_safety_concern_subject_fact" ON analytics_safety_concern (subject, fact);


CREATE INDEX "IX_analytics_safety_concern_to_sequence" ON analytics_safety_concern (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_study_subject_fact" ON analytics_study (subject, fact);


CREATE INDEX "IX_analytics_study_to_sequence" ON analytics_study (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_subject_subject_fact" ON analytics_subject (subject, fact);


CREATE INDEX "IX_analytics_subject_to_sequence" ON analytics_subject (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_subject_link_subject_fact" ON analytics_subject_link (subject, fact);


CREATE INDEX "IX_analytics_subject_link_to_sequence" ON analytics_subject_link (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_surgery_subject_fact" ON analytics_surgery (subject, fact);


CREATE INDEX "IX_analytics_surgery_to_sequence" ON analytics_surgery (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_treatment_subject_fact" ON analytics_treatment (subject, fact);


CREATE INDEX "IX_analytics_treatment_to_sequence" ON analytics_treatment (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_variant_subject_fact" ON analytics_variant (subject, fact);


CREATE INDEX "IX_analytics_variant_to_sequence" ON analytics_variant (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_vital_status_subject_fact" ON analytics_vital_status (subject, fact);


CREATE INDEX "IX_analytics_vital_status_to_sequence" ON analytics_vital_status (to_sequence) WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_volume_subject_fact" ON analytics_volume (subject, fact);


CREATE INDEX "IX_analytics_volume_to_sequence" ON analytics_volume (to_sequence) WHERE to_sequence IS NOT NULL;


