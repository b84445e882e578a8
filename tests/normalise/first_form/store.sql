BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE block_keys (
	"key" TEXT NOT NULL, 
	listing_id TEXT NOT NULL, 
	CONSTRAINT pk_block_keys PRIMARY KEY ("key", listing_id), 
	CONSTRAINT fk_block_keys_listing_id FOREIGN KEY(listing_id) REFERENCES listings (id)
)
 WITHOUT ROWID

;
CREATE TABLE changes (
	sequence BIGINT NOT NULL, 
	opportunity_id TEXT NOT NULL, 
	op TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	merged_into TEXT, 
	CONSTRAINT pk_changes PRIMARY KEY (sequence), 
	CONSTRAINT fk_changes_opportunity_id FOREIGN KEY(opportunity_id) REFERENCES opportunities (id)
);
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('changes',0);
CREATE TABLE dead_letters (
	index_name TEXT NOT NULL, 
	opportunity_id TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	code TEXT NOT NULL, 
	message TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_dead_letters PRIMARY KEY (index_name, opportunity_id)
);
CREATE TABLE edges (
	listing_a TEXT NOT NULL, 
	listing_b TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	rule TEXT NOT NULL, 
	merged BOOLEAN NOT NULL, 
	features TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_edges PRIMARY KEY (listing_a, listing_b)
);
CREATE TABLE judgements (
	listing_a TEXT NOT NULL, 
	listing_b TEXT NOT NULL, 
	same BOOLEAN NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_judgements PRIMARY KEY (listing_a, listing_b)
);
CREATE TABLE leases (
	name TEXT NOT NULL, 
	token TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	machine TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	pid_started TEXT NOT NULL, 
	acquired_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_leases PRIMARY KEY (name)
);
CREATE TABLE listing_documents (
	listing_id TEXT NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_listing_documents PRIMARY KEY (listing_id), 
	CONSTRAINT fk_listing_documents_listing_id FOREIGN KEY(listing_id) REFERENCES listings (id)
);
INSERT INTO "listing_documents" VALUES('leeds:full','{"kind":"job","title":"Senior Gardener","title_raw":"Senior Gardener (ref 1234)","description":"Look after the parks of the city.\n\n- Plant trees\n- Talk to visitors of the gardens in all seasons of the year","description_html":"<p>Look after the parks of the city.</p><ul><li>Plant trees</li><li>Talk to visitors of the gardens in all seasons of the year</li></ul>","description_complete":true,"organisation":{"name":"Leeds City Council","url":null,"logo":null,"identifiers":{},"kind":null},"via":null,"places":[{"text":"Leeds LS1 4AP","postcode":"LS1 4AP","town":"Leeds","lat":53.79674,"lon":-1.54754,"areas":[{"code":"E08000035","name":"Leeds","level":"district"},{"code":"E11000006","name":"West Yorkshire","level":"county"},{"code":"E47000003","name":"West Yorkshire","level":"combined_authority"},{"code":"E12000003","name":"Yorkshire and The Humber","level":"region"},{"code":"E92000001","name":"England","level":"nation"}],"country":"GB","precision":"outcode"}],"remote":"hybrid","applicant_areas":[],"pay":{"text":"£25,000 - £28,000 per annum, pro rata","min":"25000","max":"28000","currency":"GBP","period":"year","annual_min":"25000","annual_max":"28000","pro_rata":true,"predicted":false},"contract":["fixed_term"],"contract_months":12,"hours":["part_time"],"hours_per_week":{"min":22.5,"max":22.5},"posted_at":"2026-11-01T00:00:00Z","posted_at_is_bound":false,"closes_at":"2027-01-15T23:59:59Z","starts_on":"2027-02-01","ends_on":null,"modified_at":null,"occupation":[],"skills":[{"id":null,"label":"Planting","source":"stated"},{"id":null,"label":"Pruning","source":"stated"}],"qualification_level":null,"qualifications_required":[],"subject":null,"course":null,"event":null,"support":null,"audience":[],"vacancies":2,"reference":"G-1234","url":"https://jobs.example.org/1","apply_url":"https://jobs.example.org/1/apply","language":"en","licence":"OGL-UK-3.0","attribution":null,"id":"leeds:full","issues":[],"provenance":{"run_id":"01m8m7gm8w6m05yensx7ykdd2b","fetched_at":"2026-11-21T12:00:00Z","connector":"csv","mapper_version":"fields/3+steps/5","payload_sha256":"988f5f54e1077bda2061813b2e0585e6eef3a34b7c4851885e27e9ec8f69c2e6"},"content_hash":"6d3c55f682763844c1a4fa83388c90ccab7f4ef454c7cd81d96abeb4604283de"}');
INSERT INTO "listing_documents" VALUES('leeds:bare','{"kind":"job","title":"Cook","title_raw":"Cook","description":null,"description_html":null,"description_complete":true,"organisation":{"name":"Leeds City Council","url":null,"logo":null,"identifiers":{},"kind":null},"via":null,"places":[],"remote":null,"applicant_areas":[],"pay":null,"contract":[],"contract_months":null,"hours":[],"hours_per_week":null,"posted_at":null,"posted_at_is_bound":false,"closes_at":null,"starts_on":null,"ends_on":null,"modified_at":null,"occupation":[],"skills":[],"qualification_level":null,"qualifications_required":[],"subject":null,"course":null,"event":null,"support":null,"audience":[],"vacancies":null,"reference":null,"url":null,"apply_url":null,"language":null,"licence":"OGL-UK-3.0","attribution":null,"id":"leeds:bare","issues":[],"provenance":{"run_id":"01m8m7gm8w6m05yensx7ykdd2b","fetched_at":"2026-11-21T12:00:00Z","connector":"csv","mapper_version":"fields/3+steps/5","payload_sha256":"65a80107ac231c42324d3e13e05c2c10b48605b61703d6659bb1775dddddcb8c"},"content_hash":"1f40c57e5b3c7b7d45fc42a31a9686aa68fe612d4a9b0fa46e4683976734d95c"}');
INSERT INTO "listing_documents" VALUES('leeds:course','{"kind":"course","title":"Garden design","title_raw":"Garden design","description":null,"description_html":null,"description_complete":true,"organisation":{"name":"Leeds City Council","url":null,"logo":null,"identifiers":{},"kind":null},"via":null,"places":[],"remote":null,"applicant_areas":[],"pay":null,"contract":[],"contract_months":null,"hours":[],"hours_per_week":null,"posted_at":null,"posted_at_is_bound":false,"closes_at":null,"starts_on":"2027-01-10","ends_on":null,"modified_at":null,"occupation":[],"skills":[],"qualification_level":3,"qualifications_required":[],"subject":{"ssa_tier1":null,"ssa_tier2":null,"lars_code":null,"reference":null,"level":null,"labels":["Horticulture"]},"course":{"runs":[],"duration":"10 weeks","cost":{"text":"£120","amount":"120","currency":"GBP"},"funding":null,"entry_requirements":null,"award":"Diploma","awarding_body":null,"provider_course_id":null},"event":null,"support":null,"audience":[],"vacancies":null,"reference":null,"url":null,"apply_url":null,"language":null,"licence":"OGL-UK-3.0","attribution":null,"id":"leeds:course","issues":[],"provenance":{"run_id":"01m8m7gm8w6m05yensx7ykdd2b","fetched_at":"2026-11-21T12:00:00Z","connector":"csv","mapper_version":"fields/3+steps/5","payload_sha256":"fe751efd20647f217a220b7bd751abb108df84e0f4d02db80451c56cfaa216e2"},"content_hash":"d6fb868b974de1915f33ff531fdd817b139e822a37f05ecb5a1507c63da108e2"}');
INSERT INTO "listing_documents" VALUES('leeds:event','{"kind":"event","title":"Careers fair","title_raw":"Careers fair","description":null,"description_html":null,"description_complete":true,"organisation":{"name":"Leeds City Council","url":null,"logo":null,"identifiers":{},"kind":null},"via":null,"places":[{"text":"Town Hall","postcode":null,"town":null,"lat":null,"lon":null,"areas":[],"country":null,"precision":null}],"remote":null,"applicant_areas":[],"pay":null,"contract":[],"contract_months":null,"hours":[],"hours_per_week":null,"posted_at":null,"posted_at_is_bound":false,"closes_at":"2027-03-01T15:00:00Z","starts_on":"2027-03-01","ends_on":"2027-03-01","modified_at":null,"occupation":[],"skills":[],"qualification_level":null,"qualifications_required":[],"subject":null,"course":null,"event":{"starts_at":"2027-03-01T10:00:00Z","ends_at":"2027-03-01T15:00:00Z","venue":"Town Hall","format":null,"price":{"text":"Free","amount":"0","currency":null}},"support":null,"audience":[],"vacancies":null,"reference":null,"url":null,"apply_url":null,"language":null,"licence":"OGL-UK-3.0","attribution":null,"id":"leeds:event","issues":[{"field":"places","code":"PLACE_UNKNOWN","message":"No known place in ''Town Hall''; add a town or postcode."}],"provenance":{"run_id":"01m8m7gm8w6m05yensx7ykdd2b","fetched_at":"2026-11-21T12:00:00Z","connector":"csv","mapper_version":"fields/3+steps/5","payload_sha256":"27064d47d17352b7b3006874a3defe291c261f71b5db289331d03bd032a64a6c"},"content_hash":"f10872061cd3b72f78a7f129661a2daac0d8e892f6df86adaf552c66e44bb881"}');
INSERT INTO "listing_documents" VALUES('leeds:support','{"kind":"support","title":"Start-up fund","title_raw":"Start-up fund","description":null,"description_html":null,"description_complete":true,"organisation":{"name":"Leeds City Council","url":null,"logo":null,"identifiers":{},"kind":null},"via":null,"places":[],"remote":null,"applicant_areas":[],"pay":null,"contract":[],"contract_months":null,"hours":[],"hours_per_week":null,"posted_at":null,"posted_at_is_bound":false,"closes_at":null,"starts_on":null,"ends_on":null,"modified_at":null,"occupation":[],"skills":[],"qualification_level":null,"qualifications_required":[],"subject":null,"course":null,"event":null,"support":{"offer":"grant","eligibility":"New firms","amount":{"text":"£5,000","amount":"5000","currency":"GBP"},"referral":null},"audience":["care_leavers"],"vacancies":null,"reference":null,"url":null,"apply_url":null,"language":null,"licence":"OGL-UK-3.0","attribution":null,"id":"leeds:support","issues":[],"provenance":{"run_id":"01m8m7gm8w6m05yensx7ykdd2b","fetched_at":"2026-11-21T12:00:00Z","connector":"csv","mapper_version":"fields/3+steps/5","payload_sha256":"e3550b0ddf2c59feb20344bd2b468287f268aa6de9bc476bc555dc4f95363d7a"},"content_hash":"bf139e02454e9232fcb9e5bcfcaf94e2dda0d6f5b4c4f7f6478ff2c8a705e01d"}');
CREATE TABLE listings (
	id TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	payload_sha256 TEXT NOT NULL, 
	reading_version TEXT NOT NULL, 
	absent_runs INTEGER NOT NULL, 
	last_absent_run TEXT, 
	first_seen_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	closes_at DATETIME, 
	closed_at DATETIME, 
	closed_reason TEXT, expires_at DATETIME, expires_reason TEXT, 
	CONSTRAINT pk_listings PRIMARY KEY (id)
);
INSERT INTO "listings" VALUES('leeds:full','leeds','job','open','6d3c55f682763844c1a4fa83388c90ccab7f4ef454c7cd81d96abeb4604283de','988f5f54e1077bda2061813b2e0585e6eef3a34b7c4851885e27e9ec8f69c2e6','fields/3+steps/5+5c8ec1f5e2bff48c',0,NULL,'2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000','2027-01-15 23:59:59.000000',NULL,NULL,NULL,NULL);
INSERT INTO "listings" VALUES('leeds:bare','leeds','job','open','1f40c57e5b3c7b7d45fc42a31a9686aa68fe612d4a9b0fa46e4683976734d95c','65a80107ac231c42324d3e13e05c2c10b48605b61703d6659bb1775dddddcb8c','fields/3+steps/5+5c8ec1f5e2bff48c',0,NULL,'2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "listings" VALUES('leeds:course','leeds','course','open','d6fb868b974de1915f33ff531fdd817b139e822a37f05ecb5a1507c63da108e2','fe751efd20647f217a220b7bd751abb108df84e0f4d02db80451c56cfaa216e2','fields/3+steps/5+5c8ec1f5e2bff48c',0,NULL,'2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "listings" VALUES('leeds:event','leeds','event','open','f10872061cd3b72f78a7f129661a2daac0d8e892f6df86adaf552c66e44bb881','27064d47d17352b7b3006874a3defe291c261f71b5db289331d03bd032a64a6c','fields/3+steps/5+5c8ec1f5e2bff48c',0,NULL,'2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000','2027-03-01 15:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "listings" VALUES('leeds:support','leeds','support','open','bf139e02454e9232fcb9e5bcfcaf94e2dda0d6f5b4c4f7f6478ff2c8a705e01d','e3550b0ddf2c59feb20344bd2b468287f268aa6de9bc476bc555dc4f95363d7a','fields/3+steps/5+5c8ec1f5e2bff48c',0,NULL,'2026-11-21 12:00:00.000000','2026-11-21 12:00:00.000000',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE listings_due (
	listing_id TEXT NOT NULL, 
	taken BOOLEAN NOT NULL, 
	CONSTRAINT pk_listings_due PRIMARY KEY (listing_id), 
	CONSTRAINT fk_listings_due_listing_id FOREIGN KEY(listing_id) REFERENCES listings (id)
);
INSERT INTO "listings_due" VALUES('leeds:bare',0);
INSERT INTO "listings_due" VALUES('leeds:course',0);
INSERT INTO "listings_due" VALUES('leeds:event',0);
INSERT INTO "listings_due" VALUES('leeds:full',0);
INSERT INTO "listings_due" VALUES('leeds:support',0);
CREATE TABLE memberships (
	listing_id TEXT NOT NULL, 
	opportunity_id TEXT NOT NULL, 
	CONSTRAINT pk_memberships PRIMARY KEY (listing_id), 
	CONSTRAINT fk_memberships_listing_id FOREIGN KEY(listing_id) REFERENCES listings (id), 
	CONSTRAINT fk_memberships_opportunity_id FOREIGN KEY(opportunity_id) REFERENCES opportunities (id)
);
CREATE TABLE opportunities (
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	merged_into TEXT, 
	sequence BIGINT NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_opportunities PRIMARY KEY (id), 
	CONSTRAINT fk_opportunities_merged_into FOREIGN KEY(merged_into) REFERENCES opportunities (id)
);
CREATE TABLE publications (
	index_name TEXT NOT NULL, 
	last_sequence BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	CONSTRAINT pk_publications PRIMARY KEY (index_name)
);
CREATE TABLE rejected (
	run_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	source_id TEXT NOT NULL, 
	code TEXT NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_rejected PRIMARY KEY (run_id, position)
);
CREATE TABLE runs (
	id TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	promoted BOOLEAN NOT NULL, 
	started_at DATETIME NOT NULL, 
	applied INTEGER, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('01m8m7gm8w6m05yensx7ykdd2b','leeds','COMPLETE',1,'2026-11-21 12:00:00.000000',1,'{"id":"01m8m7gm8w6m05yensx7ykdd2b","source_id":"leeds","state":"COMPLETE","reason":"","message":"","config_hash":"x","extraction":"","started_at":"2026-11-21T12:00:00Z","ended_at":"2026-11-21T12:00:00Z","counts":{"requests":0,"responses":{"ok":0,"not_modified":0,"redirect":0,"client_error":0,"server_error":0,"failed":0},"bytes":0,"advertised":null,"fetched":5,"new":5,"changed":0,"unchanged":0,"rejected":0,"withdrawn":0,"duplicate":0,"gone":0},"fill":{"title":1.0,"organisation":1.0,"places":0.4,"pay":0.2,"description":0.2,"contract":0.2,"hours":0.2,"posted_at":0.2,"closes_at":0.4,"starts_on":0.6,"url":0.2,"apply_url":0.2},"warnings":[],"promoted":true,"approved":false,"raw_deleted_at":null}');
CREATE TABLE "sketches" (
	listing_id TEXT NOT NULL, 
	sketch BLOB NOT NULL, 
	window_order BLOB, 
	version INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_sketches PRIMARY KEY (listing_id), 
	CONSTRAINT fk_sketches_listing_id FOREIGN KEY(listing_id) REFERENCES listings (id)
);
CREATE TABLE sources (
	id TEXT NOT NULL, 
	region TEXT NOT NULL, 
	name TEXT NOT NULL, 
	authority TEXT NOT NULL, 
	attribution TEXT, 
	status TEXT NOT NULL, 
	document TEXT NOT NULL, ended_at DATETIME, 
	CONSTRAINT pk_sources PRIMARY KEY (id)
);
INSERT INTO "sources" VALUES('leeds','leeds','Leeds','employer',NULL,'active','{"id":"leeds","was":[],"name":"Leeds","publisher":{"name":"Leeds City Council","url":null,"kind":null,"authority":"employer"},"connector":{"type":"csv","encoding":null,"url":"https://data.example.org/jobs.csv","fields":{"title":"Title"},"delimiter":null,"header_row":null,"date_order":"dmy"},"kind":"job","schedule":"@daily","area":null,"timezone":"Europe/London","country":"GB","defaults":{},"lookups":{},"expectations":{"min_listings":0,"max_listings":null,"fill":{},"max_loss":0.2,"max_rejected":0.05,"complete":null,"max_unseen_days":null},"politeness":{"delay_seconds":1.0,"max_pages":2000,"max_minutes":30.0,"max_page_mb":20.0,"timeout_seconds":30.0,"tls_waiver":null},"licence":{"name":"OGL-UK-3.0","url":null,"attribution":null},"status":"active"}',NULL);
CREATE INDEX ix_rejected_source_id ON rejected (source_id);
CREATE INDEX ix_listings_source_id_id ON listings (source_id, id);
CREATE INDEX ix_listings_status_absent_runs ON listings (status, absent_runs);
CREATE INDEX ix_listings_status_closes_at ON listings (status, closes_at);
CREATE INDEX ix_block_keys_listing_id ON block_keys (listing_id);
CREATE INDEX ix_opportunities_merged_into ON opportunities (merged_into);
CREATE UNIQUE INDEX ix_opportunities_sequence ON opportunities (sequence);
CREATE INDEX ix_opportunities_status_id ON opportunities (status, id);
CREATE INDEX ix_opportunities_status_kind ON opportunities (status, kind);
CREATE INDEX ix_memberships_opportunity_id ON memberships (opportunity_id);
CREATE INDEX ix_changes_opportunity_id ON changes (opportunity_id);
CREATE INDEX ix_edges_listing_b ON edges (listing_b);
CREATE INDEX ix_sketches_version ON sketches (version);
CREATE INDEX ix_runs_source_id_id ON runs (source_id, id);
CREATE INDEX ix_listings_status_expires_at ON listings (status, expires_at);
COMMIT;
