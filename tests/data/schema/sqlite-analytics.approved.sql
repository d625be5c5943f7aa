CREATE TABLE "analytics_checkpoint" (
    "projection" TEXT NOT NULL CONSTRAINT "PK_analytics_checkpoint" PRIMARY KEY,
    "log_id" TEXT NULL,
    "sequence" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "rebuilding_to" INTEGER NULL,
    "fault_sequence" INTEGER NULL,
    "fault_type" TEXT NULL
);


CREATE TABLE "analytics_consent" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_consent" PRIMARY KEY,
    "scope" TEXT NOT NULL,
    "is_permitted" INTEGER NOT NULL,
    "policy_version" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_death" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_death" PRIMARY KEY,
    "cause_role" TEXT NULL,
    "due_to_disease" TEXT NULL,
    "cause_code" TEXT NULL,
    "cause_system" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_diagnosis" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_diagnosis" PRIMARY KEY,
    "disease" TEXT NOT NULL,
    "verification" TEXT NOT NULL,
    "class_code" TEXT NULL,
    "class_system" TEXT NULL,
    "code_code" TEXT NOT NULL,
    "code_system" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "onset_earliest" TEXT NULL,
    "onset_latest" TEXT NULL,
    "onset_precision" TEXT NULL,
    "severity_code" TEXT NULL,
    "severity_system" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_erasure" (
    "sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_erasure" PRIMARY KEY
);


CREATE TABLE "analytics_feature" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_feature" PRIMARY KEY,
    "presence" TEXT NOT NULL,
    "region" TEXT NULL,
    "laterality" TEXT NULL,
    "method" TEXT NULL,
    "millimetres" REAL NULL,
    "relative" TEXT NULL,
    "feature_code" TEXT NOT NULL,
    "feature_system" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "onset_earliest" TEXT NULL,
    "onset_latest" TEXT NULL,
    "onset_precision" TEXT NULL,
    "onset_class_code" TEXT NULL,
    "onset_class_system" TEXT NULL,
    "relative_disease_code" TEXT NULL,
    "relative_disease_system" TEXT NULL,
    "severity_code" TEXT NULL,
    "severity_system" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_finding" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_finding" PRIMARY KEY,
    "rule" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "title" TEXT NULL,
    "message" TEXT NULL,
    "source" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_flare_up" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_flare_up" PRIMARY KEY,
    "region" TEXT NULL,
    "laterality" TEXT NULL,
    "trigger" TEXT NULL,
    "symptoms" TEXT NOT NULL,
    "outcome" TEXT NULL,
    "end_earliest" TEXT NULL,
    "end_latest" TEXT NULL,
    "end_precision" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_function" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_function" PRIMARY KEY,
    "instrument" TEXT NOT NULL,
    "score" INTEGER NULL,
    "sites" TEXT NOT NULL,
    "level" TEXT NULL,
    "region" TEXT NULL,
    "laterality" TEXT NULL,
    "caregiver_need" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_interpretation" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_interpretation" PRIMARY KEY,
    "variant" TEXT NULL,
    "disease_code" TEXT NULL,
    "disease_system" TEXT NULL,
    "inheritance_code" TEXT NULL,
    "inheritance_system" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "significance_code" TEXT NULL,
    "significance_system" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_laboratory" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_laboratory" PRIMARY KEY,
    "measured" REAL NULL,
    "unit" TEXT NULL,
    "reference_low" REAL NULL,
    "reference_high" REAL NULL,
    "interpretation" TEXT NULL,
    "analyte_code" TEXT NOT NULL,
    "analyte_system" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_log_time" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_log_time" PRIMARY KEY,
    "recorded_ms" INTEGER NOT NULL
);


CREATE TABLE "analytics_ossification" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_ossification" PRIMARY KEY,
    "region" TEXT NULL,
    "laterality" TEXT NULL,
    "depth" TEXT NULL,
    "tissue" TEXT NULL,
    "flare_up" TEXT NULL,
    "morphology" TEXT NOT NULL,
    "pathway" TEXT NULL,
    "extent" TEXT NULL,
    "pain" TEXT NULL,
    "ulcer" TEXT NULL,
    "millimetres" REAL NULL,
    "method" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_patient_outcome" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_patient_outcome" PRIMARY KEY,
    "instrument" TEXT NOT NULL,
    "score" REAL NULL,
    "unit" TEXT NULL,
    "form" TEXT NULL,
    "respondent" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_safety_concern" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_safety_concern" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "rests_on" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_study" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_study" PRIMARY KEY,
    "kind" TEXT NULL,
    "standing" TEXT NULL,
    "end_earliest" TEXT NULL,
    "end_latest" TEXT NULL,
    "end_precision" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "study_code" TEXT NULL,
    "study_system" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_subject" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_subject" PRIMARY KEY,
    "sex" TEXT NOT NULL,
    "country" TEXT NULL,
    "is_withdrawn" INTEGER NOT NULL,
    "birth_earliest" TEXT NOT NULL,
    "birth_latest" TEXT NOT NULL,
    "birth_precision" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_subject_link" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_subject_link" PRIMARY KEY,
    "other" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_surgery" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_surgery" PRIMARY KEY,
    "kind" TEXT NULL,
    "region" TEXT NULL,
    "laterality" TEXT NULL,
    "extent" TEXT NULL,
    "results" TEXT NOT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "result_date_earliest" TEXT NULL,
    "result_date_latest" TEXT NULL,
    "result_date_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_treatment" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_treatment" PRIMARY KEY,
    "treatment" TEXT NULL,
    "regimen" TEXT NULL,
    "dose" REAL NULL,
    "dose_unit" TEXT NULL,
    "in_trial" TEXT NULL,
    "stop_reason" TEXT NULL,
    "drug_code" TEXT NULL,
    "drug_system" TEXT NULL,
    "end_earliest" TEXT NULL,
    "end_latest" TEXT NULL,
    "end_precision" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_variant" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_variant" PRIMARY KEY,
    "gene" TEXT NOT NULL,
    "coding_hgvs" TEXT NULL,
    "protein_hgvs" TEXT NULL,
    "genomic_hgvs" TEXT NULL,
    "parental_allele" TEXT NULL,
    "has_allele_basis" INTEGER NOT NULL,
    "consequence_class" TEXT NULL,
    "allelic_state_code" TEXT NULL,
    "allelic_state_system" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "presence_code" TEXT NOT NULL,
    "presence_system" TEXT NOT NULL,
    "source_class_code" TEXT NULL,
    "source_class_system" TEXT NULL,
    "transmission_code" TEXT NULL,
    "transmission_system" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_vital_status" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_vital_status" PRIMARY KEY,
    "status" TEXT NOT NULL,
    "informant" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE TABLE "analytics_volume" (
    "from_sequence" INTEGER NOT NULL CONSTRAINT "PK_analytics_volume" PRIMARY KEY,
    "cubic_millimetres" REAL NULL,
    "region" TEXT NULL,
    "head_excluded" TEXT NULL,
    "method" TEXT NULL,
    "occurred_earliest" TEXT NULL,
    "occurred_latest" TEXT NULL,
    "occurred_precision" TEXT NULL,
    "to_sequence" INTEGER NULL,
    "subject" TEXT NOT NULL,
    "site" TEXT NOT NULL,
    "fact" TEXT NOT NULL
);


CREATE INDEX "IX_analytics_consent_subject_fact" ON "analytics_consent" ("subject", "fact");


CREATE INDEX "IX_analytics_consent_to_sequence" ON "analytics_consent" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_death_subject_fact" ON "analytics_death" ("subject", "fact");


CREATE INDEX "IX_analytics_death_to_sequence" ON "analytics_death" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_diagnosis_subject_fact" ON "analytics_diagnosis" ("subject", "fact");


CREATE INDEX "IX_analytics_diagnosis_to_sequence" ON "analytics_diagnosis" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_feature_subject_fact" ON "analytics_feature" ("subject", "fact");


CREATE INDEX "IX_analytics_feature_to_sequence" ON "analytics_feature" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_finding_subject_fact" ON "analytics_finding" ("subject", "fact");


CREATE INDEX "IX_analytics_finding_to_sequence" ON "analytics_finding" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_flare_up_subject_fact" ON "analytics_flare_up" ("subject", "fact");


CREATE INDEX "IX_analytics_flare_up_to_sequence" ON "analytics_flare_up" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_function_subject_fact" ON "analytics_function" ("subject", "fact");


CREATE INDEX "IX_analytics_function_to_sequence" ON "analytics_function" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_interpretation_subject_fact" ON "analytics_interpretation" ("subject", "fact");


CREATE INDEX "IX_analytics_interpretation_to_sequence" ON "analytics_interpretation" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_laboratory_subject_fact" ON "analytics_laboratory" ("subject", "fact");


CREATE INDEX "IX_analytics_laboratory_to_sequence" ON "analytics_laboratory" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_ossification_subject_fact" ON "analytics_ossification" ("subject", "fact");


CREATE INDEX "IX_analytics_ossification_to_sequence" ON "analytics_ossification" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_patient_outcome_subject_fact" ON "analytics_patient_outcome" ("subject", "fact");


CREATE INDEX "IX_analytics_patient_outcome_to_sequence" ON "analytics_patient_outcome" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_safety_concern_subject_fact" ON "analytics_safety_concern" ("subject", "fact");


CREATE INDEX "IX_analytics_safety_concern_to_sequence" ON "analytics_safety_concern" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_study_subject_fact" ON "analytics_study" ("subject", "fact");


CREATE INDEX "IX_analytics_study_to_sequence" ON "analytics_study" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_subject_subject_fact" ON "analytics_subject" ("subject", "fact");


CREATE INDEX "IX_analytics_subject_to_sequence" ON "analytics_subject" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_subject_link_subject_fact" ON "analytics_subject_link" ("subject", "fact");


CREATE INDEX "IX_analytics_subject_link_to_sequence" ON "analytics_subject_link" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_surgery_subject_fact" ON "analytics_surgery" ("subject", "fact");


CREATE INDEX "IX_analytics_surgery_to_sequence" ON "analytics_surgery" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_treatment_subject_fact" ON "analytics_treatment" ("subject", "fact");


CREATE INDEX "IX_analytics_treatment_to_sequence" ON "analytics_treatment" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_variant_subject_fact" ON "analytics_variant" ("subject", "fact");


CREATE INDEX "IX_analytics_variant_to_sequence" ON "analytics_variant" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_vital_status_subject_fact" ON "analytics_vital_status" ("subject", "fact");


CREATE INDEX "IX_analytics_vital_status_to_sequence" ON "analytics_vital_status" ("to_sequence") WHERE to_sequence IS NOT NULL;


CREATE INDEX "IX_analytics_volume_subject_fact" ON "analytics_volume" ("subject", "fact");


CREATE INDEX "IX_analytics_volume_to_sequence" ON "analytics_volume" ("to_sequence") WHERE to_sequence IS NOT NULL;


