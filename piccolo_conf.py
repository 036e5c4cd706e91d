"""Where Piccolo finds the engine and the tables."""

from piccolo.conf.apps import AppRegistry

from db.engine import ENGINE

DB = ENGINE
APP_REGISTRY = AppRegistry(apps=["db.piccolo_app"])
