"""Airflow's side: `talentfeed_dags.py` is the one DAG file; the rest runs Airflow on this machine."""
