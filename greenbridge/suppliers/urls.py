from django.urls import path

from greenbridge.suppliers import finding_views, part_views, views
from greenbridge.suppliers.care.urls import urlpatterns as care
from greenbridge.suppliers.changes.urls import urlpatterns as changes
from greenbridge.suppliers.confirmation.urls import urlpatterns as confirmation
from greenbridge.suppliers.edits.urls import urlpatterns as edits
from greenbridge.suppliers.merging.urls import urlpatterns as merging
from greenbridge.suppliers.papers.urls import urlpatterns as papers
from greenbridge.suppliers.provenance.urls import urlpatterns as provenance
from greenbridge.suppliers.redeclaring.urls import urlpatterns as redeclaring

app_name = "suppliers"
urlpatterns = [
    path("", finding_views.directory, name="directory"),
    path("sitemap.xml", finding_views.sitemap, name="sitemap"),
    path("compare/", finding_views.compare, name="compare"),
    path("favourites/", finding_views.favourites, name="favourites"),
    path("mine/", views.mine, name="mine"),
    path("mine/edit/", views.edit, name="edit"),
    path("mine/size/", views.size, name="size"),
    path("mine/activities/add/", views.add_activity, name="add_activity"),
    path("mine/activities/<int:pk>/drop/", views.drop_activity, name="drop_activity"),
    path("mine/credentials/add/", views.add_credential, name="add_credential"),
    path("mine/credentials/<int:pk>/drop/", views.drop_credential, name="drop_credential"),
    path("mine/parts/<slug:kind>/add/", part_views.add_part, name="add_part"),
    path("mine/parts/<int:pk>/", part_views.change_part, name="change_part"),
    path("mine/parts/<int:pk>/drop/", part_views.drop_part, name="drop_part"),
    path("mine/submit/", views.submit, name="submit"),
    path("review/bulk/", views.bulk, name="bulk"),
    path("review/<int:pk>/", views.review, name="review"),
    *care,
    *papers,
    *provenance,
    *merging,
    *edits,
    *confirmation,
    *changes,
    *redeclaring,
    path("review/parts/<int:pk>/verify/", part_views.verify_part, name="verify_part"),
    path("<slug:code>/keep/", finding_views.keep, name="keep"),
    path("<slug:code>/drop/", finding_views.drop, name="drop_favourite"),
    path("<slug:code>/", views.record, name="record"),
]
