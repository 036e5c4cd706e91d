#!/bin/sh
# Make the namespace, and what applications are found by in the Temporal UI; again is no harm.
# Needs TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
set -eu

retention=30d
description='Inforexの加入申請と会員の手続き。ワークフローIDは、申請では受付番号です。検索属性Situationに、企業、段階、待っていることを表示します。'

operator() {
    topic=$1 action=$2
    shift 2
    temporal operator "$topic" "$action" --namespace "$TEMPORAL_NAMESPACE" "$@"
}

operator namespace describe > /dev/null 2>&1 || operator namespace create --retention $retention

# A new namespace is known everywhere only after some seconds.
tries=0
until operator namespace update --retention $retention --description "$description"; do
    tries=$((tries + 1))
    [ $tries -lt 60 ]
    sleep 1
done

operator search-attribute create --name EnrolmentStage --type Keyword
operator search-attribute create --name NeedsAttention --type Bool
operator search-attribute create --name CompanyName --type Keyword
operator search-attribute create --name CertifyingWholesaler --type Keyword
operator search-attribute create --name Deadline --type Datetime
operator search-attribute create --name Situation --type Keyword
