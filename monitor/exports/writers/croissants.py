"""What a set is, as Croissant metadata."""

from collections.abc import Mapping
from typing import Any

from monitor.exports.writers.shapes import Batch
from monitor.exports.writers.tables import columns_of
from monitor.taxonomy import Side

# Source: the Croissant format specification 1.0, MLCommons.
CONFORMS = "http://mlcommons.org/croissant/1.0"
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_croissant(batch: Batch, sha256: Mapping[str, str]) -> dict[str, Any]:
    """Describe a set's Parquet files, given the checksum of each, and the flat columns in them."""
    licence = batch.version.conditions.licence
    frozen_on = batch.version.frozen_at.date().isoformat()
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS,
        "name": batch.title,
        "description": "A chatbot's failures, each with what it should have done, curated by people.",
        "version": f"{batch.version.number}.0.0",
        "datePublished": frozen_on,
        "dateCreated": frozen_on,
        "license": f"https://choosealicense.com/{f'licenses/{licence}' if licence else 'no-permission'}/",
        "url": f"urn:sha256:{batch.version.digest}",
        "citeAs": f"{batch.version.name}, version {batch.version.number}, content SHA-256 {batch.version.digest}",
        "isLiveDataset": False,
        "distribution": [_file(f"data/{side}.parquet", sha256) for side in batch.records],
        "recordSet": [_record_set(side, columns_of(batch)) for side in batch.records],
    }


def _file(name: str, sha256: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": "application/x-parquet",
        "sha256": sha256[name],
    }


def _record_set(side: Side, columns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": str(side),
        "name": str(side),
        "key": {"@id": f"{side}/example_id"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{side}/{column}",
                "name": column,
                "description": said,
                "dataType": "sc:Text",
                "source": {"fileObject": {"@id": f"data/{side}.parquet"}, "extract": {"column": column}},
            }
            for column, said in columns.items()
        ],
    }
