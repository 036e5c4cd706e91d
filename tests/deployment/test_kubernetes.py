"""The manifests: as Kubernetes' API has them, and as we promise beyond it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import kubernetes_validate
import pytest
import yaml

from settings import WEB_METRICS_PORT, WEB_PORT
from tests.deployment.containers import of_kubernetes
from tests.deployment.guide import commands
from tests.deployment.manifests import (
    BY_LOAD,
    INSTALLATION,
    RESTORED,
    SECRET_FILES,
    SOURCES,
    of_kind,
    rendered,
)
from workflows.imports import IMPORT_QUEUE
from workflows.mails import MAIL_QUEUE
from workflows.steps import ENROLMENT_QUEUE

OLDEST, NEWEST = "1.34", "1.37"
COMPONENT = "app.kubernetes.io/component"
SETTINGS: Mapping[str, str] = of_kubernetes()["worker"].environment

KEDA = {
    "temporal": {"endpointFromEnv", "namespaceFromEnv", "taskQueue", "targetQueueSize"},
    "prometheus": {"serverAddress", "query", "threshold"},
    "cpu": {"value"},
}
"""What our triggers give, of what KEDA's documentation lists; its API is in no package."""


def pods() -> dict[str, Mapping[str, Any]]:
    """What runs our containers, by its name."""
    workloads = [*of_kind("Deployment"), *of_kind("Job")]
    return {each["metadata"]["name"]: each["spec"]["template"] for each in workloads}


def named(kind: str, name: str) -> Mapping[str, Any]:
    (resource,) = [each for each in of_kind(kind) if each["metadata"]["name"] == name]
    return resource


def ports_of(pod: Mapping[str, Any]) -> dict[str, int]:
    (container,) = pod["spec"]["containers"]
    return {each["name"]: each["containerPort"] for each in container.get("ports", [])}


def selected(selector: Mapping[str, Any]) -> set[str]:
    """The names of what runs the pods that a selector means; all where it says nothing."""
    wanted = selector.get("matchLabels", selector)
    assert "matchExpressions" not in selector
    return {
        name for name, pod in pods().items() if wanted.items() <= pod["metadata"]["labels"].items()
    }


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_it_keeps_to_the_api(version: str) -> None:
    for resource in (*rendered(INSTALLATION), *of_kind("Job", RESTORED)):
        kubernetes_validate.validate(resource, version, strict=True)


def test_everything_is_in_its_own_namespace_under_the_restricted_standard() -> None:
    (namespace,) = of_kind("Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    inside = {
        each["metadata"].get("namespace")
        for each in rendered(INSTALLATION)
        if each is not namespace
    }
    assert inside == {namespace["metadata"]["name"]}


def test_no_pod_has_a_token_of_the_cluster_or_reads_its_addresses() -> None:
    (account,) = of_kind("ServiceAccount")
    assert account["automountServiceAccountToken"] is False
    for name, pod in pods().items():
        spec = pod["spec"]
        assert spec["serviceAccountName"] == account["metadata"]["name"], name
        assert spec["automountServiceAccountToken"] is False, name
        # A service "web" would else be WEB_PORT, and one "temporal" TEMPORAL_PORT.
        assert spec["enableServiceLinks"] is False, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name


def test_secrets_come_from_files_that_git_never_sees() -> None:
    lines = (SOURCES / INSTALLATION / "secrets/.gitignore").read_text().splitlines()
    assert lines[1:] == ["*", "!.gitignore"]
    sources = yaml.safe_load((SOURCES / INSTALLATION / "kustomization.yaml").read_text())
    files = [file for made in sources["secretGenerator"] for file in made["files"]]
    assert {file.removeprefix("secrets/") for file in files} == set(SECRET_FILES)
    assert not [path for path in SOURCES.rglob("*.yaml") if "kind: Secret\n" in path.read_text()]


def test_only_their_own_group_reads_them() -> None:
    for name, pod in pods().items():
        (secrets,) = [each for each in pod["spec"]["volumes"] if each["name"] == "secrets"]
        (source,) = [kind for kind in ("secret", "projected") if kind in secrets]
        assert secrets[source]["defaultMode"] == 0o440, name
        assert pod["spec"]["securityContext"]["fsGroup"] == 10001, name


@pytest.mark.parametrize("name", ["web", "worker"])
def test_web_and_worker_are_asked_disturbed_and_replaced_one_by_one(name: str) -> None:
    deployment = named("Deployment", name)
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    # The autoscaler says how many; a number here would undo it at every release.
    assert "replicas" not in deployment["spec"]
    assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    budget = named("PodDisruptionBudget", name)
    assert selected(budget["spec"]["selector"]) == {name}
    assert budget["spec"]["maxUnavailable"] == 1
    target = named("HorizontalPodAutoscaler", name)["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", name)


def test_ports_are_those_of_the_settings() -> None:
    assert (SETTINGS["WEB_PORT"], SETTINGS["WEB_METRICS_PORT"]) == (
        str(WEB_PORT),
        str(WEB_METRICS_PORT),
    )
    addresses = {name: SETTINGS[f"WORKER_{name.upper()}_ADDRESS"] for name in ("metrics", "health")}
    assert ports_of(pods()["web"]) == {"pages": WEB_PORT, "metrics": WEB_METRICS_PORT}
    assert ports_of(pods()["worker"]) == {
        name: int(address.partition(":")[2]) for name, address in addresses.items()
    }


def test_the_service_leads_to_ports_that_web_has() -> None:
    (service,) = of_kind("Service")
    assert selected(service["spec"]["selector"]) == {"web"}
    assert {each["targetPort"] for each in service["spec"]["ports"]} <= set(ports_of(pods()["web"]))


def rules(direction: str, name: str) -> Iterator[Mapping[str, Any]]:
    """What the policies let a pod do, or have done to it."""
    for policy in of_kind("NetworkPolicy"):
        if name in selected(policy["spec"]["podSelector"]):
            rules_of_it = policy["spec"].get(direction, [])
            assert not rules_of_it or direction.title() in policy["spec"]["policyTypes"]
            yield from rules_of_it


def egress_ports(name: str) -> set[int]:
    return {port["port"] for rule in rules("egress", name) for port in rule["ports"]}


def test_nothing_is_possible_that_no_policy_names() -> None:
    nothing = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert nothing in [each["spec"] for each in of_kind("NetworkPolicy")]
    assert list(rules("ingress", "migrate")) == []


def test_each_reaches_what_its_settings_name_and_nothing_else() -> None:
    temporal = int(SETTINGS["TEMPORAL_ADDRESS"].rpartition(":")[2])
    everybody = {53, 5432, temporal}
    assert egress_ports("web") == egress_ports("migrate") == everybody
    assert egress_ports("worker") == everybody | {int(SETTINGS["SMTP_PORT"])}


def test_pages_are_reached_from_the_ingress_alone_and_metrics_from_who_watches() -> None:
    reached = {
        (name, port["port"]): rule["from"]
        for name in ("web", "worker")
        for rule in rules("ingress", name)
        for port in rule["ports"]
    }
    allowed = {
        what: [{"namespaceSelector": {"matchLabels": {f"inforex-enrolment/{what}": "allowed"}}}]
        for what in ("pages", "metrics")
    }
    assert reached == {
        ("web", "pages"): allowed["pages"],
        ("web", "metrics"): allowed["metrics"],
        ("worker", "metrics"): allowed["metrics"],
    }


def test_by_load_keda_alone_scales_by_requests_and_by_every_queue() -> None:
    assert of_kind("HorizontalPodAutoscaler", BY_LOAD) == []
    before = {each["metadata"]["name"]: each["spec"] for each in of_kind("HorizontalPodAutoscaler")}
    scaled = {each["metadata"]["name"]: each["spec"] for each in of_kind("ScaledObject", BY_LOAD)}
    assert set(scaled) == set(before)
    for name, spec in scaled.items():
        assert spec["scaleTargetRef"] == {"name": name}
        assert spec["minReplicaCount"] == before[name]["minReplicas"]
        assert spec["maxReplicaCount"] == before[name]["maxReplicas"]
        for trigger in spec["triggers"]:
            assert set(trigger["metadata"]) == KEDA[trigger["type"]], name
            assert all(isinstance(value, str) for value in trigger["metadata"].values())
    queues = {each["metadata"]["taskQueue"] for each in scaled["worker"]["triggers"]}
    assert queues == {ENROLMENT_QUEUE, MAIL_QUEUE, IMPORT_QUEUE}
    for trigger in scaled["worker"]["triggers"]:
        read = {value for key, value in trigger["metadata"].items() if key.endswith("FromEnv")}
        assert read <= set(SETTINGS)
    assert "inforex_requests_total" in scaled["web"]["triggers"][0]["metadata"]["query"]


def test_after_a_restore_the_migrations_job_does_it() -> None:
    (job,) = of_kind("Job", RESTORED)
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert container["args"] == ["inforex", "restored"]
    others = [each for each in rendered(INSTALLATION) if each["kind"] != "Job"]
    assert [each for each in rendered(RESTORED) if each["kind"] != "Job"] == others


SECRETS, RELEASE, LET_IN, RESTORE = commands("Kubernetes")


def applied(command: str) -> set[tuple[str, str]]:
    """Kind and name of what an `apply` of the guide sends."""
    what, _, selector = re.sub(r".* -k deploy/kubernetes/|'", "", command).partition(" --selector ")
    key, how, among = re.fullmatch(r"(\S+?)(=| notin )(.*)", selector).groups()  # type: ignore[union-attr]
    names = {name.strip() for name in among.strip("()").split(",")}
    return {
        (resource["kind"], resource["metadata"]["name"])
        for resource in rendered(what)
        if (resource["metadata"]["labels"].get(key) in names) == (how == "=")
    }


def test_the_guide_makes_the_secrets_that_are_needed() -> None:
    made = re.search("for name in ([a-z_ ]+); do", SECRETS)
    assert made is not None
    assert set(made[1].split()) == set(SECRET_FILES)


def test_the_guides_release_sends_all_migrates_first_and_waits_for_each_before_the_next() -> None:
    lines = RELEASE.splitlines()
    sent = [applied(line) for line in lines if " apply " in line]
    everything = {(each["kind"], each["metadata"]["name"]) for each in rendered(INSTALLATION)}
    assert set.union(*sent) == everything
    assert sum(map(len, sent)) == len(everything)
    # What a release begins with, and then waits for, is what no other is sent before.
    assert [line.split()[1] for line in lines] == [
        *("delete", "apply", "wait"),
        *("apply", "rollout", "apply", "rollout"),
    ]
    for begun, line in zip(sent, lines[2::2], strict=True):
        kind, name = line.split()[-1].split("/")
        assert (kind.title(), name) in begun
    assert [name for step in sent for kind, name in step if kind in {"Job", "Deployment"}] == [
        "migrate",
        "worker",
        "web",
    ]


def test_the_guides_restore_sends_the_job_alone() -> None:
    (line,) = [line for line in RESTORE.splitlines() if " apply " in line]
    assert applied(line) == {("Job", "migrate")}


def test_the_guide_lets_in_by_the_labels_that_the_policies_ask_for() -> None:
    labels = {line.split()[-1] for line in LET_IN.splitlines()}
    asked = {
        f"{name}={value}"
        for each in of_kind("NetworkPolicy")
        for rule in each["spec"].get("ingress", [])
        for source in rule["from"]
        for name, value in source["namespaceSelector"]["matchLabels"].items()
    }
    assert labels == asked
