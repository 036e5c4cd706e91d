"""What a container is given, whichever engine runs it, so that the same rules judge all of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.deployment.files import COMPOSE, SERVICES, environment_of_service
from tests.deployment.manifests import of_kind

OURS = {"web", "worker", "migrate", "demo"}
COMPOSE_NEEDS_NO_MORE = {"privileged", "cap_add", "pid", "ipc", "network_mode"}
KUBERNETES_NEEDS_NO_MORE = {"hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"}


@dataclass(frozen=True)
class Container:
    """`at_least`: how many of it run; `seconds_to_end`: what it gets after SIGTERM.

    `excess`: the rights that it has above those of any program; `secrets`: paths of files.
    `asked`: where a probe looks, as `host:port/path`.
    """

    name: str
    image: str
    user: str
    excess: AbstractSet[str]
    root_is_read_only: bool
    limits: AbstractSet[str]
    environment: Mapping[str, str]
    secrets: AbstractSet[str]
    at_least: int
    seconds_to_end: int
    asked: Sequence[str]


@cache
def of_compose() -> Mapping[str, Container]:
    """Those of docker-compose.yml, by their names."""
    return {name: _of_service(name, service) for name, service in SERVICES.items()}


def _of_service(name: str, service: Mapping[str, Any]) -> Container:
    excess = COMPOSE_NEEDS_NO_MORE & set(service)
    if service.get("cap_drop") != ["ALL"]:
        excess.add("capabilities")
    if service.get("security_opt") != ["no-new-privileges:true"]:
        excess.add("new privileges")
    deploy = service.get("deploy", {})
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
    return Container(
        name=name,
        image=service["image"],
        user=service.get("user", ""),
        excess=excess,
        root_is_read_only=service.get("read_only", False),
        limits=set(deploy.get("resources", {}).get("limits", {})),
        environment=environment_of_service(name, own={}),
        secrets={f"/run/secrets/{secret}" for secret in service.get("secrets", [])},
        at_least=deploy.get("replicas", 1),
        seconds_to_end=int(service.get("stop_grace_period", "10s").removesuffix("s")),
        asked=re.findall("http://([^']+)", str(service.get("healthcheck", {}).get("test", ""))),
    )


@cache
def of_kubernetes() -> Mapping[str, Container]:
    """Those of deploy/kubernetes, by the names of what runs them."""
    workloads = [*of_kind("Deployment"), *of_kind("Job")]
    return {each["metadata"]["name"]: _of_workload(each) for each in workloads}


def _of_workload(workload: Mapping[str, Any]) -> Container:
    name, pod = workload["metadata"]["name"], workload["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert "initContainers" not in pod
    who, rights = pod["securityContext"], container["securityContext"]
    assert who["runAsNonRoot"] is True
    return Container(
        name=name,
        image=container["image"],
        user=f"{who['runAsUser']}:{who['runAsGroup']}",
        excess=set(_excess(pod, rights)),
        root_is_read_only=rights.get("readOnlyRootFilesystem", False),
        limits=set(container["resources"]["limits"]),
        environment=environment_of(container),
        secrets=set(_secret_files(pod, container)),
        at_least=_fewest(name),
        seconds_to_end=_seconds_to_end(pod, container),
        asked=[_probed(container, probe) for probe in container if probe.endswith("Probe")],
    )


def _excess(pod: Mapping[str, Any], rights: Mapping[str, Any]) -> Iterator[str]:
    yield from KUBERNETES_NEEDS_NO_MORE & set(pod)
    if rights.get("privileged"):
        yield "privileged"
    if rights.get("capabilities") != {"drop": ["ALL"]}:
        yield "capabilities"
    if rights.get("allowPrivilegeEscalation") is not False:
        yield "new privileges"


def environment_of(container: Mapping[str, Any]) -> Mapping[str, str]:
    """What a container's program finds in its environment; its own goes before the shared one."""
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind("ConfigMap")}
    shared = [maps[source["configMapRef"]["name"]] for source in container.get("envFrom", [])]
    own = {each["name"]: each["value"] for each in container.get("env", [])}
    return {name: value for source in (*shared, own) for name, value in source.items()}


def _secret_files(pod: Mapping[str, Any], container: Mapping[str, Any]) -> Iterator[str]:
    held = {each["metadata"]["name"]: each["data"] for each in of_kind("Secret")}
    places = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    for volume in pod["volumes"]:
        names = [volume.get("secret", {}).get("secretName")]
        names += [each["secret"]["name"] for each in volume.get("projected", {}).get("sources", [])]
        for name in filter(None, names):
            yield from (f"{places[volume['name']]}/{file}" for file in held[name])


def _fewest(name: str) -> int:
    scaled = {each["metadata"]["name"]: each for each in of_kind("HorizontalPodAutoscaler")}
    return int(scaled[name]["spec"]["minReplicas"]) if name in scaled else 1


def _seconds_to_end(pod: Mapping[str, Any], container: Mapping[str, Any]) -> int:
    before = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    return int(pod.get("terminationGracePeriodSeconds", 30)) - int(before)


def _probed(container: Mapping[str, Any], probe: str) -> str:
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    get = container[probe]["httpGet"]
    return f"0.0.0.0:{ports[get['port']]}{get['path']}"


ENGINES = {"compose": of_compose, "kubernetes": of_kubernetes}
